using Catalog.Testing.Http;
using Catalog.Testing.Servers;

namespace Catalog.Faults.World;

/// <summary>One server process on a data file of its own.</summary>
public sealed class SingleServerWorld : FaultWorld
{
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-faults-").FullName;
    private readonly string _config;
    private CatalogProcess? _process;
    private CatalogApi? _api;

    /// <summary>Makes a world without data.</summary>
    public SingleServerWorld(StaticFileServer files, bool keepOrphans)
        : base(files)
    {
        _config = Path.Combine(_folder, "app-config.yaml");
        File.WriteAllText(_config, Config(keepOrphans));
    }

    /// <inheritdoc/>
    public override CatalogApi Api => _api ?? throw new InvalidOperationException("The server does not run.");

    /// <inheritdoc/>
    public override string Output => _process?.Output ?? "";

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
    public override async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
