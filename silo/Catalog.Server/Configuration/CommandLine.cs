using System.Globalization;

namespace Catalog.Server.Configuration;

/// <summary>What was asked for on the command line.</summary>
internal sealed record CommandLine
{
    /// <summary>The text of <c>--help</c>, of whichever program runs.</summary>
    public static string Help { get; } = $"""
        Usage: {AppDomain.CurrentDomain.FriendlyName} [options]

        Serves a software catalog over the HTTP API of the Backstage catalog. Without --location and --config it shows a sample.

          --location <path|glob|url>   read entities from here; may be given several times
          --config <app-config.yaml>   take settings from here; of several files the later ones win
          --data <file>                keep the catalog in this file (default: what backend.database says, or .catalog/catalog.db)
          --port <number>              listen on this port of 127.0.0.1, or of the host that the configuration names (default: 7007)
          --help                       show this
          --version                    show the version

        Settings, limits and security: silo/Catalog.Server/README.md
        """;

    /// <summary>The places to read from.</summary>
    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>The configuration files; later ones win.</summary>
    public IReadOnlyList<string> ConfigFiles { get; init; } = [];

    /// <summary>The data file; null for the default.</summary>
    public string? Data { get; init; }

    /// <summary>The port; null for the configured or default one.</summary>
    public int? Port { get; init; }

    /// <summary>Whether only the help is wanted.</summary>
    public bool WantsHelp { get; init; }

    /// <summary>Whether only the version is wanted.</summary>
    public bool WantsVersion { get; init; }

    /// <summary>Reads the arguments, <c>--name value</c> or <c>--name=value</c>. Null with the reason when they make no sense.</summary>
    public static CommandLine? Parse(IReadOnlyList<string> args, out string? error)
    {
        var result = new CommandLine();
        error = null;
        for (var i = 0; i < args.Count && error is null; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? args[i] : args[i][..equals];
            if (name is "--help" or "-h" or "-?")
            {
                result = result with { WantsHelp = true };
            }
            else if (name == "--version")
            {
                result = result with { WantsVersion = true };
            }
            else if (name is not ("--location" or "--config" or "--data" or "--port"))
            {
                error = $"Unknown option '{args[i]}'. Try --help.";
            }
            else if (equals < 0 && (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                error = $"{name} needs a value. Try --help.";
            }
            else
            {
                result = result.With(name, equals < 0 ? args[++i] : args[i][(equals + 1)..], ref error);
            }
        }

        return error is null ? result : null;
    }

    private CommandLine With(string name, string value, ref string? error)
    {
        if (value.Length == 0)
        {
            error = $"{name} needs a value. Try --help.";
            return this;
        }

        switch (name)
        {
            case "--location":
                return this with { Locations = [.. Locations, value] };
            case "--config":
                return this with { ConfigFiles = [.. ConfigFiles, value] };
            case "--data":
                return this with { Data = value };
            default:
                if (ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                {
                    return this with { Port = port };
                }

                error = $"--port must be a number from 0 to 65535, not '{value}'.";
                return this;
        }
    }
}
