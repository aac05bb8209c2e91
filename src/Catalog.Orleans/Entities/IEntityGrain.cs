namespace Catalog.Orleans.Entities;

/// <summary>One entity; the key is its reference. In: what it is told. Out: what became of that, once it is durable.</summary>
internal interface IEntityGrain : IGrainWithStringKey
{
    /// <summary>Tells the entity something. May arrive twice. With a patience (a <see cref="Catalog.Grains.Hosting.Patience"/>) a run that was asked for is waited for, and may have to read.</summary>
    [ResponseTimeout("00:10:00")]
    Task<EntityReply> TellAsync(EntityCall call, int patience);
}
