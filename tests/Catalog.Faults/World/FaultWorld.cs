using Catalog.Model;
using Catalog.Testing.Http;
using Catalog.Testing.Servers;

namespace Catalog.Faults.World;

/// <summary>One server process on a data file of its own, and the web server whose files it reads.</summary>
public sealed class FaultWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-faults-").FullName;
    private readonly string _config;
    private CatalogProcess? _process;
    private CatalogApi? _api;

    /// <summary>Makes a world without data.</summary>
    public FaultWorld(StaticFileServer files, bool keepOrphans)
    {
        Files = files;
        _config = Path.Combine(_folder, "app-config.yaml");
        File.WriteAllText(_config, $$"""
            backend: { reading: { allow: [ { host: '{{files.Host}}' } ] } }
            catalog:
              orphanStrategy: {{(keepOrphans ? "keep" : "delete")}}
              rules: [ { allow: [ API, Component, Group, Location, Resource, System ] } ]
            """);
    }

    /// <summary>The files that locations point to.</summary>
    public StaticFileServer Files { get; }

    /// <summary>The running server.</summary>
    public CatalogApi Api => _api ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>What the server printed since its last start.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The Location entity that stands for a file.</summary>
    public string LocationOf(string file) => $"location:default/{new LocationRef("url", Files.Url(file)).GeneratedName}";

    /// <summary>Starts the process without waiting for anything.</summary>
    public void Launch()
    {
        _api?.Dispose();
        _api = null;
        _process = CatalogProcess.Launch(["--data", Path.Combine(_folder, "catalog.db"), "--port", "0", "--config", _config]);
    }

    /// <summary>Waits until the process answers.</summary>
    public async Task ListenAsync() => _api = new CatalogApi(await _process!.ListeningAsync(CancellationToken.None));

    /// <summary>Kills the process; what it was asked at that moment fails.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
