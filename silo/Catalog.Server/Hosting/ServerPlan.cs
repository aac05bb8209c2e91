using Catalog.Model;
using Catalog.Server.Configuration;
using Catalog.Server.Configuration.Files;
using Catalog.Server.Configuration.Settings;
using Catalog.Server.Terminal;

namespace Catalog.Server.Hosting;

/// <summary>What a start will do: the command line and the configuration files, resolved.</summary>
/// <param name="Settings">What the files say; the command line's port is in it already.</param>
/// <param name="Configuration">The files' merged content, for the rooms that read their own part of it.</param>
/// <param name="Locations">Where to read from; file targets are absolute.</param>
/// <param name="Database">Where the catalog is kept; a file's path is absolute.</param>
/// <param name="ShowsSample">Whether the sample is shown because nothing else was asked for.</param>
internal sealed record ServerPlan(
    ServerSettings Settings, ConfigMap Configuration, IReadOnlyList<StaticLocation> Locations, DatabaseSettings Database, bool ShowsSample)
{
    /// <summary>Makes the plan; what is wrong with the configuration is added to the problems.</summary>
    public static ServerPlan Make(CommandLine commandLine, ICollection<Problem> problems)
    {
        var sample = commandLine.Locations.Count == 0 && commandLine.ConfigFiles.Count == 0;
        var files = sample ? [Path.Combine(SampleFolder(), "app-config.yaml")] : commandLine.ConfigFiles;
        var configuration = ConfigFiles.Load(files, new ConfigEnvironment(Variables()), problems);
        var settings = ServerSettings.Read(configuration, problems);
        settings = settings with { Listen = settings.Listen with { Port = commandLine.Port ?? settings.Listen.Port } };
        settings.RequireDecision(problems);
        return new ServerPlan(
            settings,
            configuration,
            [.. settings.Catalog.Locations, .. commandLine.Locations.Select(StaticLocation.FromCommandLine)],
            WhereToKeep(commandLine, settings.Database),
            sample);
    }

    /// <summary>Says what is about to be served, and what of the configuration has no effect.</summary>
    public void Introduce(Screen screen)
    {
        screen.WriteLine(ShowsSample ? "Catalog.Orleans shows its sample, Larkspur Coffee; --location or --config shows your own catalog." : "Catalog.Orleans");
        screen.WriteLine(Database switch
        {
            DatabaseSettings.Postgres postgres => $"Data in {postgres.Place}",
            DatabaseSettings.Memory => "Data in memory only, as backend.database says; it is gone when the server ends",
            _ => $"Data in {((DatabaseSettings.File)Database).Path}",
        });
        if (Settings.UnknownKeys.Count > 0)
        {
            screen.WriteLine($"Configuration that means nothing to this server: {string.Join(", ", Settings.UnknownKeys)}");
        }

        foreach (var problem in Settings.Unsupported)
        {
            screen.WriteLine($"Configuration without effect: {problem}");
        }
    }

    private static DatabaseSettings WhereToKeep(CommandLine commandLine, DatabaseSettings configured) =>
        commandLine.Data is null && configured is not DatabaseSettings.File
            ? configured
            : new DatabaseSettings.File(Path.GetFullPath(commandLine.Data ?? (configured as DatabaseSettings.File)?.Path ?? Path.Combine(".catalog", "catalog.db")));

    /// <summary>The sample in the source tree, so that editing it shows; beside the program where there is no source tree.</summary>
    private static string SampleFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var inSources = Path.Combine(at.FullName, "silo", "Catalog.Server", "sample");
            if (File.Exists(Path.Combine(inSources, "app-config.yaml")))
            {
                return inSources;
            }
        }

        return Path.Combine(AppContext.BaseDirectory, "sample");
    }

    private static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
}
