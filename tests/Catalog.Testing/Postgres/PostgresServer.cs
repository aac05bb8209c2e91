using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Catalog.Testing.Postgres;

/// <summary>
/// A PostgreSQL server of its own: made with initdb in a temporary directory, on a free loopback port, gone afterwards.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "correct horse";
    private readonly string _bin;
    private readonly string _directory;
    private readonly string _log;

    private PostgresServer(string bin, string directory, int port)
    {
        (_bin, _directory, Port) = (bin, directory, port);
        _log = Path.Combine(directory, "log");
    }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=catalog;Password={Password};Database=postgres;Timeout=5";

    /// <summary>Where initdb is; null when PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = new[] { Environment.GetEnvironmentVariable("CATALOG_POSTGRES_BIN") }
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => d + "/bin") : [])
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(d => d is not null && File.Exists(Path.Combine(d, "initdb")));

    /// <summary>What a test that is skipped says.</summary>
    public static string WhyMissing => "PostgreSQL is not installed (no initdb on PATH, in /usr/lib/postgresql, or in CATALOG_POSTGRES_BIN)";

    /// <summary>Makes and starts a server; the settings are lines of postgresql.conf.</summary>
    public static async Task<PostgresServer> CreateAsync(params string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("catalog-postgres-").FullName;
        // The server refuses to run as root.
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "postgres", directory);
        var server = new PostgresServer(Binaries ?? throw new InvalidOperationException(WhyMissing), directory, FreePort());
        try
        {
            await server.InitializeAsync(settings);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, also again after <see cref="KillAsync"/>; ready when it returns.</summary>
    public Task StartAsync() => AsServerAsync("pg_ctl", "-D", Data, "-w", "-l", _log, "start");

    /// <summary>Ends the server as a crash would: nothing is written out any more.</summary>
    public Task KillAsync() => AsServerAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private async Task InitializeAsync(string[] settings)
    {
        var password = Path.Combine(_directory, "password");
        await File.WriteAllTextAsync(password, Password);
        await AsServerAsync("initdb", "-D", Data, "-U", "catalog", "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--locale=C", "--no-sync");
        await File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"),
            [$"port = {Port}", "listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", .. settings]);
    }

    private Task AsServerAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_bin, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var output = Path.GetTempFileName();
        try
        {
            // A server that is started inherits standard output and would keep a pipe open for ever; so it is a file.
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "sh", output, program, .. arguments])
            {
                WorkingDirectory = "/",
            })!;
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {await File.ReadAllTextAsync(output)}");
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
