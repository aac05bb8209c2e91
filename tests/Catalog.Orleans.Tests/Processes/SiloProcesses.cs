using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Catalog.Silo.Clustering;
using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using Catalog.Testing.Servers;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>Silos in processes of their own, on one PostgreSQL of their own.</summary>
internal sealed class SiloProcesses : IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly string _folder;
    private readonly string _config;
    private readonly double? _probeSeconds;

    private SiloProcesses(PostgresServer postgres, string readableHost, double? probeSeconds)
    {
        (_postgres, _probeSeconds) = (postgres, probeSeconds);
        _folder = Directory.CreateTempSubdirectory("catalog-silos-").FullName;
        _config = Path.Combine(_folder, "app-config.yaml");
        File.WriteAllText(
            _config,
            $$"""
            backend:
              database:
                client: pg
                connection:
                  host: 127.0.0.1
                  port: {{postgres.Port}}
                  user: catalog
                  password: {{PostgresServer.Password}}
                  database: postgres
              reading:
                allow: [{ host: '{{readableHost}}' }]
            catalog:
              rules:
                - allow: [Component, API, Resource, System, Domain, Group, User, Location, Template]
            """);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Those that run.</summary>
    public List<SiloProcess> Running { get; } = [];

    /// <summary>
    /// Starts a cluster that reads urls of one host; a test that asks for one where PostgreSQL is missing is skipped. Without
    /// <paramref name="probeSeconds"/> silos find out that one has gone as Orleans has it by default.
    /// </summary>
    public static async Task<SiloProcesses> StartAsync(int count, string readableHost = "127.0.0.1:1", double? probeSeconds = 1)
    {
        Assert.SkipUnless(PostgresServer.Binaries is not null, PostgresServer.WhyMissing);
        var silos = new SiloProcesses(await PostgresServer.CreateAsync("fsync = off"), readableHost, probeSeconds);
        try
        {
            for (var i = 0; i < count; i++) await silos.AddAsync();
            return silos;
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another silo.</summary>
    public async Task<SiloProcess> AddAsync()
    {
        var variables = new Dictionary<string, string> { ["CATALOG_SILO_PORT"] = "0", ["CATALOG_GATEWAY_PORT"] = "0" };
        if (_probeSeconds is { } seconds) variables["CATALOG_PROBE_SECONDS"] = seconds.ToString(CultureInfo.InvariantCulture);
        var process = CatalogProcess.Launch("Catalog.Silo", ["--config", _config, "--port", "0"], variables);
        var silo = new SiloProcess(process, new HttpClient { BaseAddress = await process.ListeningAsync(Cancelled), Timeout = TimeSpan.FromSeconds(60) });
        Running.Add(silo);
        return silo;
    }

    /// <summary>Starts a server that is no silo, with the same configuration.</summary>
    public CatalogProcess LaunchServer() => CatalogProcess.Launch(["--config", _config, "--port", "0"]);

    /// <summary>A client of the cluster, which finds the silos as they find each other.</summary>
    public IHost CreateClient()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "catalog")
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) =
                ("Npgsql", MembershipTables.ConnectionString(new PostgresStoreOptions { ConnectionString = _postgres.ConnectionString }))));
        return builder.Build();
    }

    /// <summary>What the store has of Components: their sequence numbers, and whether they are there; and its last sequence number.</summary>
    public async Task<(Dictionary<string, (long Sequence, bool IsThere)> Components, long Last)> StoredAsync()
    {
        await using var store = new PostgresCatalogStore(new PostgresStoreOptions { ConnectionString = _postgres.ConnectionString });
        var components = new Dictionary<string, (long, bool)>();
        await foreach (var entry in store.ReadFeedAsync(0, 0, Cancelled)) components[entry.Ref.Name.ToString()] = (entry.Sequence, !entry.IsTombstone);
        return (components, await store.GetLastSequenceAsync(Cancelled));
    }

    /// <summary>Kills a silo as a power cut would.</summary>
    public async Task KillAsync(SiloProcess silo)
    {
        Running.Remove(silo);
        await silo.Process.KillAsync();
        await silo.DisposeAsync();
    }

    /// <summary>Asks a silo to end, and waits until it has.</summary>
    public async Task StopAsync(SiloProcess silo)
    {
        Running.Remove(silo);
        Assert.Equal(0, await silo.Process.StopAsync("TERM", Cancelled));
        await silo.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Running) await silo.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>One silo.</summary>
internal sealed record SiloProcess(CatalogProcess Process, HttpClient Http) : IAsyncDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Puts a Component; gives the status.</summary>
    public async Task<HttpStatusCode> PutAsync(string source, string name, string description = "")
    {
        var body = new
        {
            apiVersion = "backstage.io/v1alpha1",
            kind = "Component",
            metadata = new { name, description },
            spec = new { type = "service", lifecycle = "production", owner = "team" },
        };
        using var answer = await Http.PutAsJsonAsync($"/api/catalog/sources/{source}/entities/component/default/{name}", body, Cancelled);
        return await StatusAsync(answer);
    }

    /// <summary>Takes a Component out of a source; gives the status.</summary>
    public async Task<HttpStatusCode> WithdrawAsync(string source, string name)
    {
        using var answer = await Http.DeleteAsync($"/api/catalog/sources/{source}/entities/component/default/{name}", Cancelled);
        return await StatusAsync(answer);
    }

    /// <summary>Registers a url, and gives the status.</summary>
    public async Task<HttpStatusCode> RegisterAsync(string target)
    {
        using var answer = await Http.PostAsJsonAsync("/api/catalog/locations", new { type = "url", target }, Cancelled);
        return answer.StatusCode;
    }

    /// <summary>All entities.</summary>
    public async Task<IReadOnlyList<JsonElement>> EntitiesAsync() => [.. (await Http.GetFromJsonAsync<JsonElement>("/api/catalog/entities", Cancelled)).EnumerateArray()];

    /// <summary>Has an entity read again; gives the status.</summary>
    public async Task<HttpStatusCode> RefreshAsync(string name)
    {
        using var answer = await Http.PostAsJsonAsync("/api/catalog/refresh", new { entityRef = $"component:default/{name}" }, Cancelled);
        return await StatusAsync(answer);
    }

    /// <summary>The names of all Components.</summary>
    public async Task<HashSet<string>> NamesAsync()
    {
        var all = await Http.GetFromJsonAsync<JsonElement>("/api/catalog/entities?filter=kind=component&fields=metadata.name", Cancelled);
        return [.. all.EnumerateArray().Select(e => e.GetProperty("metadata").GetProperty("name").GetString()!)];
    }

    /// <summary>The status; a fault of the silo fails the test with what the silo said and printed.</summary>
    private async Task<HttpStatusCode> StatusAsync(HttpResponseMessage answer) => answer.StatusCode < HttpStatusCode.InternalServerError
        ? answer.StatusCode
        : throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancelled)}\n{Process.Output}");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }
}
