using System.Collections.Immutable;
using Catalog.Processing.Rules;
using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>The <c>catalog</c> section.</summary>
internal sealed record CatalogSettings
{
    /// <summary>The locations that are always there.</summary>
    public IReadOnlyList<StaticLocation> Locations { get; init; } = [];

    /// <summary>Which kinds may come from where, beside the rules of single locations.</summary>
    public ImmutableArray<CatalogRule> Rules { get; init; } = CatalogRules.Default.Rules;

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

    /// <summary>Whether the built-in readers and annotations are left out.</summary>
    public bool DisableDefaultProcessors { get; init; }

    /// <summary>What registering a location does that is there already: true refreshes it, false refuses.</summary>
    public bool RefreshOnConflict { get; init; }

    /// <summary>How much one source may ask of the server.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>From how many entities on the index is kept in a file for the next start; null for the engine's own default.</summary>
    public int? CheckpointFrom { get; init; }

    /// <summary>Where other servers on the same database reach this one; null for where it listens.</summary>
    public Uri? ClusterAddress { get; init; }

    /// <summary>Reads the section.</summary>
    public static CatalogSettings Read(ConfigSection catalog)
    {
        catalog.Accept("import");
        return new CatalogSettings
        {
            Locations = [.. (catalog.Sections("locations") ?? []).Select(StaticLocation.Read)],
            Rules = catalog.Sections("rules") is { } rules ? [.. rules.Select(RuleSettings.Read)] : CatalogRules.Default.Rules,
            ReadOnly = catalog.Flag("readonly") ?? false,
            KeepOrphans = catalog.OneOf("orphanStrategy", "delete", "keep") == "keep",
            KeepOrphanProviders = catalog.OneOf("orphanProviderStrategy", "delete", "keep") == "keep",
            ProcessingInterval = ReadInterval(catalog),
            Processors = ReadProcessors(catalog.Section("processorOptions")),
            DisableDefaultProcessors = catalog.Flag("disableDefaultProcessors") ?? false,
            RefreshOnConflict = catalog.OneOf("defaultLocationConflictStrategy", "refresh", "reject") == "refresh",
            ClusterAddress = catalog.Section("cluster")?.Url("address"),
            Limits = LimitSettings.Read(catalog.Section("limits")),
            CheckpointFrom = catalog.Section("index") is { } index ? LimitSettings.Count(index, "checkpointFrom") : null,
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
        var result = new Dictionary<string, ProcessorSettings>(StringComparer.Ordinal);
        foreach (var name in options?.Keys ?? [])
        {
            if (options!.Section(name) is { } one)
            {
                result[name] = new ProcessorSettings((int?)one.Number("priority"), one.Flag("disabled") ?? false);
            }
        }

        return result;
    }
}

/// <summary>What is said about one processor.</summary>
/// <param name="Priority">Its place among the others, lower first; null for its own.</param>
/// <param name="Disabled">Whether it is left out.</param>
internal sealed record ProcessorSettings(int? Priority, bool Disabled);
