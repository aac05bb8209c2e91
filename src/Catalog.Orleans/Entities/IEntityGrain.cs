namespace Catalog.Orleans.Entities;

/// <summary>One entity; the key is its reference. In: what it is told. Out: what became of that, once it is durable.</summary>
internal interface IEntityGrain : IGrainWithStringKey
{
    /// <summary>Tells the entity something. May arrive twice.</summary>
    /// <param name="call">What it is told.</param>
    /// <param name="patience">A <see cref="Catalog.Grains.Hosting.Patience"/>: a run that was asked for may be waited for, and may have to read.</param>
    /// <param name="token">The fencing token of who tells it; what it changes is refused when that is outdated.</param>
    [ResponseTimeout("00:10:00")]
    Task<EntityReply> TellAsync(EntityCall call, int patience, long token);
}
