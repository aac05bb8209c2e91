using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Catalog.Testing.Servers;

/// <summary>
/// The real server in a process of its own. In: its arguments. Out: where it listens, what it printed, and how it ended. Its data outlives it.
/// </summary>
public sealed partial class CatalogProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CatalogProcess(Process process) => _process = process;

    /// <summary>Everything it printed so far, to both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The processor time that it has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the server that was built beside the running program, with exactly these arguments.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static CatalogProcess Launch(IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null) =>
        Launch("Catalog.Server", args, environment);

    /// <summary>Starts another of the programs that serve, by its project's name.</summary>
    public static CatalogProcess Launch(string project, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Output folders are neighbours: artifacts/bin/<project>/<configuration>/.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", project, configuration, project + ".dll");
        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(program), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var server = new CatalogProcess(new Process { StartInfo = start });
        server._process.OutputDataReceived += (_, line) => server.Take(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Take(line.Data);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until it listens, and gives where.</summary>
    /// <exception cref="InvalidOperationException">It ended before; the message has what it printed.</exception>
    /// <exception cref="TimeoutException">It neither listened nor ended within a minute; the message has what it printed.</exception>
    public async Task<Uri> ListeningAsync(CancellationToken cancellationToken)
    {
        var ended = _process.WaitForExitAsync(cancellationToken);
        try
        {
            await Task.WhenAny(_listening.Task, ended).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The server did not listen within {Patience.TotalSeconds} s:\n{Output}");
        }

        if (!_listening.Task.IsCompleted)
        {
            throw new InvalidOperationException($"The server ended with {_process.ExitCode} before it listened:\n{Output}");
        }

        return await _listening.Task;
    }

    /// <summary>Waits for its end and gives its exit code; all it printed has been read then.</summary>
    public async Task<int> ExitedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Ends it as a power cut would: no signal that it could catch.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks it to end, as Ctrl-C and a container's stop do, and gives its exit code.</summary>
    public async Task<int> StopAsync(string signal, CancellationToken cancellationToken)
    {
        await SignalAsync(signal);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends it a signal: <c>STOP</c> pauses it, <c>CONT</c> lets it go on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (Address().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"^Listening on (https?://\S+)")]
    private static partial Regex Address();
}
