using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Catalog.Grains.Hosting;
using Catalog.Model;
using Catalog.Sources.Throttling;
using Catalog.Sources.Urls;
using Catalog.Testing.Http;

namespace Catalog.Benchmarks.Ingestion;

/// <summary>
/// One YAML file of many Components behind a web server of this machine: from registering its url until all of them are durable and readers
/// see them, on an empty catalog each time (the first is the first reading of a process that has started and rehearsed as the server does); then
/// one of them changes in the file, and the Location is refreshed until readers see that.
/// <c>ingestion-url [entities=500] [times=10]</c>.
/// </summary>
internal static class UrlBenchmark
{
    public static async Task RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 500;
        var times = args.Length > 1 ? int.Parse(args[1]) : 10;
        await using var files = await StaticFileServer.StartAsync().ConfigureAwait(false);
        await WarmAsync(files).ConfigureAwait(false);
        await Rehearsal.IngestAsync(CancellationToken.None).ConfigureAwait(false);
        using var urls = new UrlLocationReader(new UrlReaderOptions { Allow = [new UrlAllowRule(files.Host)] }, TimeProvider.System);
        using var reader = new SourceThrottle([urls], new ThrottleOptions(), TimeProvider.System);
        var (registered, refreshed) = (new List<double>(), new List<double>());
        for (var i = 0; i < times; i++)
        {
            var (register, refresh) = await MeasureAsync(files, reader, count).ConfigureAwait(false);
            registered.Add(register);
            refreshed.Add(refresh);
        }

        Print($"{count:N0} entities of one url until visible", registered);
        Print("one of them changed, refresh until visible", refreshed);
    }

    /// <summary>The web server is not what is measured: it has answered once before.</summary>
    private static async Task WarmAsync(StaticFileServer files)
    {
        var path = files.Put("/other.txt", "something else");
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(files.BaseUrl.Host, files.BaseUrl.Port).ConfigureAwait(false);
        await client.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {files.Host}\r\n\r\n")).ConfigureAwait(false);
        if (await client.ReceiveAsync(new byte[4096]).ConfigureAwait(false) == 0) throw new InvalidOperationException("The web server did not answer.");
    }

    private static async Task<(double Register, double Refresh)> MeasureAsync(StaticFileServer files, SourceThrottle reader, int count)
    {
        var directory = Directory.CreateTempSubdirectory("catalog-ingestion-url-").FullName;
        try
        {
            await using var system = await EngineUnderTest.StartAsync(Path.Combine(directory, "catalog.db"), reader).ConfigureAwait(false);
            var location = new LocationRef("url", files.Put("/all.yaml", Yaml(count, "as it was")));
            var register = await TimeAsync(system, async () => await system.Engine.Locations.CreateAsync(location, false, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
            if (system.Index.Current.Count != count + 1) throw new InvalidOperationException($"{system.Index.Current.Count} entities are visible, not {count + 1}.");

            files.Put("/all.yaml", Yaml(count, "changed"));
            var before = system.Engine.Sequence;
            var refresh = await TimeAsync(system, async () => await system.Engine.RefreshAsync(EntityRef.Create("location", "default", location.GeneratedName), CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
            if (system.Engine.Sequence == before) throw new InvalidOperationException("The change was not taken in.");
            return (register, refresh);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<double> TimeAsync(EngineUnderTest system, Func<Task> ask)
    {
        var watch = Stopwatch.StartNew();
        await ask().ConfigureAwait(false);
        await system.Engine.SettledAsync(CancellationToken.None).ConfigureAwait(false);
        await system.Index.AtLeastAsync(system.Engine.Sequence, CancellationToken.None).ConfigureAwait(false);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static void Print(string title, List<double> times)
    {
        var first = times[0];
        times.Sort();
        Console.WriteLine($"{title}: first {first:N1} ms, median {times[times.Count / 2]:N1} ms, best {times[0]:N1} ms");
    }

    private static string Yaml(int count, string note)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append($"""
                ---
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata:
                  name: service-{i}
                  title: Service {i}
                  description: The service number {i}, {(i == 0 ? note : "as it is")}.
                  tags: [java, tier-{i % 4}]
                  labels:
                    example.com/tier: "{i % 4}"
                  annotations:
                    example.com/repository: shop/service-{i}
                spec:
                  type: service
                  lifecycle: production
                  owner: group:default/team-{i % 20}
                  system: system-{i % 50}
                  dependsOn:
                    - component:default/service-{(i + 1) % count}
                    - resource:default/database-{i % 30}

                """);
        }

        return text.ToString();
    }
}
