namespace Catalog.Faults.Suite;

/// <summary>A kind of fault that has tests of its own, in the room that it strikes.</summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Project">The test project.</param>
/// <param name="Tests">The test classes, as <c>dotnet test</c> filters them.</param>
internal sealed record FaultTests(string Fault, string Project, string Tests)
{
    /// <summary>All but those at random moments, which are <c>crash</c> and <c>failover</c>.</summary>
    public static IReadOnlyList<FaultTests> All { get; } =
    [
        new("disk full, database locked, file deleted: the whole server", "Catalog.EndToEnd.Tests", "FullyQualifiedName~Durability.StoreTroubleTests|FullyQualifiedName~Durability.RestartTests"),
        new("disk full, database locked, file deleted, kill -9: the store alone", "Catalog.Storage.Tests", "FullyQualifiedName~SqliteFaultTests|FullyQualifiedName~Crash"),
        new("PostgreSQL killed, full, slow, shared; leaders replaced in the middle of a commit: the store alone", "Catalog.Storage.Tests", "FullyQualifiedName~PostgresFault|FullyQualifiedName~PostgresOutage|FullyQualifiedName~PostgresSharing|FullyQualifiedName~PostgresCluster"),
        new("several servers: leader killed, stopped, paused, database away", "Catalog.EndToEnd.Tests", "FullyQualifiedName~Cluster.TakeOverTests|FullyQualifiedName~Cluster.SharingTests"),
        new("generated mutations, refreshes, deletions and deaths against the model of the rules", "Catalog.Grains.Tests", "FullyQualifiedName~SequenceTests"),
        new("a store that refuses, providers and processors that misbehave", "Catalog.Grains.Tests", "FullyQualifiedName~EdgeTests|FullyQualifiedName~RefusedCommitTests|FullyQualifiedName~ConflictTests|FullyQualifiedName~ProcessingTests"),
        new("sources that hang, refuse, redirect, never end", "Catalog.Sources.Tests", "FullyQualifiedName~Urls|FullyQualifiedName~Throttling"),
        new("files and urls with bad content: the whole server", "Catalog.EndToEnd.Tests", "FullyQualifiedName~BadInput"),
    ];
}
