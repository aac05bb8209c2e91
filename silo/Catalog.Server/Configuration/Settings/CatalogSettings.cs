using Catalog.Model;
using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>The <c>catalog</c> section.</summary>
internal sealed record CatalogSettings
{
    /// <summary>The locations that are always there.</summary>
    public IReadOnlyList<StaticLocation> Locations { get; init; } = [];

    /// <summary>Which kinds may come from where; null for Backstage's default (Component, API, Location from anywhere).</summary>
    public IReadOnlyList<RuleSettings>? Rules { get; init; }

    /// <summary>Whether locations may not be registered or removed over HTTP.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether entities that nothing holds any more are kept, marked, instead of deleted.</summary>
    public bool KeepOrphans { get; init; }

    /// <summary>Whether entities of providers that are no longer configured are kept instead of deleted.</summary>
    public bool KeepOrphanProviders { get; init; }

    /// <summary>How often sources are read again at least; <see cref="Timeout.InfiniteTimeSpan"/> for never; null for the default.</summary>
    public TimeSpan? ProcessingInterval { get; init; }

    /// <summary>What is said about single processors, by name.</summary>
    public IReadOnlyDictionary<string, ProcessorSettings> Processors { get; init; } = new Dictionary<string, ProcessorSettings>();

    /// <summary>What registering a location does that is there already: true refreshes it, false refuses.</summary>
    public bool RefreshOnConflict { get; init; }

    /// <summary>Reads the section.</summary>
    public static CatalogSettings Read(ConfigSection catalog)
    {
        catalog.Accept("import");
        return new CatalogSettings
        {
            Locations = [.. (catalog.Sections("locations") ?? []).Select(StaticLocation.Read)],
            Rules = catalog.Sections("rules")?.Select(RuleSettings.Read).ToList(),
            ReadOnly = catalog.Flag("readonly") ?? false,
            KeepOrphans = catalog.OneOf("orphanStrategy", "delete", "keep") == "keep",
            KeepOrphanProviders = catalog.OneOf("orphanProviderStrategy", "delete", "keep") == "keep",
            ProcessingInterval = ReadInterval(catalog),
            Processors = ReadProcessors(catalog.Section("processorOptions")),
            RefreshOnConflict = catalog.OneOf("defaultLocationConflictStrategy", "refresh", "reject") == "refresh",
        };
    }

    private static TimeSpan? ReadInterval(ConfigSection catalog)
    {
        const string Key = "processingInterval";
        if (!catalog.IsSection(Key) && catalog.Text(Key) == "false")
        {
            return Timeout.InfiniteTimeSpan;
        }

        var interval = catalog.Duration(Key);
        if (interval is { } value && value <= TimeSpan.Zero)
        {
            catalog.Reject(Key, "must be longer than nothing");
            return null;
        }

        return interval;
    }

    private static Dictionary<string, ProcessorSettings> ReadProcessors(ConfigSection? options)
    {
        var result = new Dictionary<string, ProcessorSettings>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in options?.Keys ?? [])
        {
            if (options!.Section(name) is { } one)
            {
                result[name] = ProcessorSettings.Read(one);
            }
        }

        return result;
    }
}

/// <summary>What is said about one processor.</summary>
/// <param name="Priority">Its place among the others, lower first; null for its own.</param>
/// <param name="Disabled">Whether it is left out.</param>
internal sealed record ProcessorSettings(int? Priority, bool Disabled)
{
    /// <summary>Reads one processor's options.</summary>
    public static ProcessorSettings Read(ConfigSection options) =>
        new((int?)options.Number("priority"), options.Flag("disabled") ?? false);
}

/// <summary>A location that configuration or the command line names.</summary>
/// <param name="Location">Its type and target; a file target is absolute.</param>
/// <param name="Rules">What it may give beside what the catalog's rules allow; null when nothing is said.</param>
internal sealed record StaticLocation(LocationRef Location, IReadOnlyList<RuleSettings>? Rules)
{
    /// <summary>Reads one entry of <c>catalog.locations</c>; a relative file target starts from the folder of the file it is written in.</summary>
    public static StaticLocation Read(ConfigSection section)
    {
        var type = section.RequiredText("type");
        var target = section.RequiredText("target");
        if (type is not ("file" or "url" or ""))
        {
            section.Reject("type", $"must be file or url, not '{type}'");
        }

        if (type == "file" && target.Length > 0)
        {
            target = Path.GetFullPath(target, Path.GetDirectoryName(Path.GetFullPath(section.At.File))!);
        }

        return new StaticLocation(new LocationRef(type, target), section.Sections("rules")?.Select(RuleSettings.Read).ToList());
    }
}
