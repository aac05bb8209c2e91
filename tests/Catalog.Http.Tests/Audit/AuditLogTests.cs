using System.Collections.Concurrent;
using Catalog.Http.Authentication;
using Catalog.Http.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace Catalog.Http.Tests.Audit;

/// <summary>Who asked or changed what is in the log, without tokens.</summary>
public sealed class AuditLogTests
{
    private const string Secret = "a-very-secret-token";

    [Fact]
    public async Task Questions_changes_and_refusals_are_logged_with_their_actor_and_never_with_a_token()
    {
        var log = new AuditLines();
        var catalog = await TestCatalog.StartAsync(
            new CatalogHttpOptions { Auth = new CatalogAuthOptions { ExternalAccess = [new ExternalAccess.Static(Secret, "ci")] } },
            configure: builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        await using (catalog)
        {
            await SendAsync(catalog, "GET", "/entities", null, Secret);
            await SendAsync(catalog, "PUT", "/sources/s/entities/component/default/a", Samples.Component("a"), Secret);
            await SendAsync(catalog, "DELETE", "/locations/00000000-0000-4000-8000-000000000000", null, "wrong-" + Secret);
        }

        Assert.Contains(log.Lines, l => l.Level == LogLevel.Debug && l.Text.StartsWith("entity-fetch GetEntities by ci from 127.0.0.1: GET /entities answered 200", StringComparison.Ordinal));
        Assert.Contains(log.Lines, l => l.Level == LogLevel.Information && l.Text.StartsWith("entity-mutate PutSourceEntity by ci", StringComparison.Ordinal));
        Assert.Contains(log.Lines, l => l.Level == LogLevel.Information && l.Text.Contains("location-mutate DeleteLocation by anonymous", StringComparison.Ordinal) && l.Text.Contains("answered 401", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Everything, l => l.Contains(Secret, StringComparison.Ordinal));
    }

    private static async Task SendAsync(TestCatalog catalog, string method, string path, string? body, string token)
    {
        using var request = Routes.Request(method, path, body, token);
        using var response = await catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class AuditLines : ILoggerProvider
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public ConcurrentQueue<string> Everything { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName == "Catalog.Http.Audit");

        public void Dispose()
        {
        }

        private sealed class Logger(AuditLines owner, bool isAudit) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                owner.Everything.Enqueue($"{formatter(state, exception)} {exception}");
                if (isAudit)
                {
                    owner.Lines.Enqueue((logLevel, formatter(state, exception)));
                }
            }
        }
    }
}
