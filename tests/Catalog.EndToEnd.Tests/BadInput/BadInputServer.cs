using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Http;

namespace Catalog.EndToEnd.Tests.BadInput;

/// <summary>One server that all tests of bad input harm in turn, and a web server to harm it from.</summary>
public sealed class BadInputServer : IAsyncLifetime
{
    private readonly Workplace _place = new();

    internal ServerProcess Server { get; private set; } = null!;

    public StaticFileServer Web { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Web = await StaticFileServer.StartAsync();
        var config = _place.Write("app-config.yaml", $$"""
            backend:
              reading: { allow: [{ host: '{{Web.Host}}' }] }
            catalog:
              limits: { readTimeout: 3s }
            """);
        Server = await ServerProcess.StartAsync(_place.Data, "--config", config);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Web.DisposeAsync();
        _place.Dispose();
    }
}
