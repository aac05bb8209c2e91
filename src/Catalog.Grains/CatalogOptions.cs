namespace Catalog.Grains;

/// <summary>How the engine behaves, as <c>catalog:</c> in the configuration says, and how much it holds at once.</summary>
public sealed record CatalogOptions
{
    /// <summary><c>catalog.processingInterval</c>: entities that need periodic runs have one after this to one and a half times this. Default 100 s.</summary>
    public TimeSpan ProcessingInterval { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary><c>catalog.orphanStrategy</c>: what becomes of an entity that no parent emits any more. Default <see cref="OrphanStrategy.Delete"/>.</summary>
    public OrphanStrategy OrphanStrategy { get; init; } = OrphanStrategy.Delete;

    /// <summary><c>catalog.orphanProviderStrategy</c>: what becomes of the bucket of a provider that is no longer configured. Default <see cref="OrphanStrategy.Delete"/>.</summary>
    public OrphanStrategy OrphanProviderStrategy { get; init; } = OrphanStrategy.Delete;

    /// <summary><c>catalog.readonly</c>: locations cannot be created or deleted over the API. Deleting an entity stays allowed.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The wait after the first failed run; doubles with each further one. Default 10 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait after failed runs. Default 1 h.</summary>
    public TimeSpan RetryAtMost { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many messages from outside may be under way; a producer waits for more. Default 4,096.</summary>
    public int MaxExternalMessages { get; init; } = 4_096;

    /// <summary>How many messages between entities may be under way. Default 4,096.</summary>
    public int MaxInternalMessages { get; init; } = 4_096;

    /// <summary>Records in one commit at most. Default 1,024.</summary>
    public int MaxCommit { get; init; } = 1_024;

    /// <summary>A file in which the index is kept for the next start; null for none. Only where no other process commits to the store.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>How many entities there must be for a checkpoint; fewer are soon loaded. Default 100,000.</summary>
    public int CheckpointAtLeast { get; init; } = 100_000;

    /// <summary>How long the store may refuse commits before callers are told so, instead of waiting on. Default 10 s.</summary>
    public TimeSpan StorePatience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What becomes of what nobody holds any more.</summary>
public enum OrphanStrategy
{
    /// <summary>It is deleted at once.</summary>
    Delete,

    /// <summary>It stays until somebody deletes it.</summary>
    Keep,
}
