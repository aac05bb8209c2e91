using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>How much one source may ask of the server, from <c>catalog.limits</c>, a section of our own. Null means the default of the room that keeps the limit.</summary>
internal sealed record LimitSettings
{
    /// <summary>Bytes in one file or answer; default 10 MiB.</summary>
    public int? FileBytes { get; init; }

    /// <summary>Documents in one file; default 5,000.</summary>
    public int? DocumentsPerFile { get; init; }

    /// <summary>Keys and values of one document once its aliases are expanded; default 200,000.</summary>
    public int? NodesPerDocument { get; init; }

    /// <summary>Entities that one Location may give; default 100,000.</summary>
    public int? EntitiesPerLocation { get; init; }

    /// <summary>References that one entity may make; default 10,000.</summary>
    public int? RelationsPerEntity { get; init; }

    /// <summary>Time for one read; default 30 seconds.</summary>
    public TimeSpan? ReadTimeout { get; init; }

    /// <summary>How long a change waits for a data file that cannot be written, before it is answered with 503; default 10 seconds.</summary>
    public TimeSpan? StorePatience { get; init; }

    /// <summary>Reads the section; every limit must be at least 1, or longer than nothing.</summary>
    public static LimitSettings Read(ConfigSection? limits) => limits is null ? new LimitSettings() : new LimitSettings
    {
        FileBytes = Count(limits, "fileBytes"),
        DocumentsPerFile = Count(limits, "documentsPerFile"),
        NodesPerDocument = Count(limits, "nodesPerDocument"),
        EntitiesPerLocation = Count(limits, "entitiesPerLocation"),
        RelationsPerEntity = Count(limits, "relationsPerEntity"),
        ReadTimeout = Time(limits, "readTimeout"),
        StorePatience = Time(limits, "storePatience"),
    };

    /// <summary>Reads a number that must be at least 1.</summary>
    public static int? Count(ConfigSection limits, string key)
    {
        if (limits.Number(key) is not { } number || (number is >= 1 and <= int.MaxValue && number == Math.Floor(number)))
        {
            return (int?)limits.Number(key);
        }

        limits.Reject(key, $"must be a whole number from 1 to {int.MaxValue}");
        return null;
    }

    private static TimeSpan? Time(ConfigSection limits, string key)
    {
        var time = limits.Duration(key);
        if (time is null || time > TimeSpan.Zero)
        {
            return time;
        }

        limits.Reject(key, "must be longer than nothing");
        return null;
    }
}
