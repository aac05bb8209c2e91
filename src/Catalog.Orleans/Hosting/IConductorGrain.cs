namespace Catalog.Orleans.Hosting;

/// <summary>What one silo does for all; there is one such grain, 0. Every silo calls it now and then, so that it is active somewhere.</summary>
internal interface IConductorGrain : IGrainWithIntegerKey
{
    /// <summary>Has it be active.</summary>
    [AlwaysInterleave]
    Task BeatAsync();
}
