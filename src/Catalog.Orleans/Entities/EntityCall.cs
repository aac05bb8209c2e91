using System.Collections.Immutable;
using Catalog.Grains.Entities;
using Catalog.Model;
using Catalog.Orleans.Wire;

namespace Catalog.Orleans.Entities;

/// <summary>An <see cref="EntityMessage"/> on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("catalog.entity-call")]
internal sealed record EntityCall(
    [property: Id(0)] EntityCallKind Kind,
    [property: Id(1)] string? Source = null,
    [property: Id(2)] byte[]? Body = null,
    [property: Id(3)] string? LocationKey = null,
    [property: Id(4)] UInt128 Hash = default,
    [property: Id(5)] EntityOrigin? Origin = null,
    [property: Id(6)] bool Flag = false,
    [property: Id(7)] string[]? Sources = null)
{
    /// <summary>What the message says.</summary>
    public static EntityCall From(EntityMessage message) => message switch
    {
        EntityMessage.Submit m => new EntityCall(EntityCallKind.Submit, m.Source, Bytes.Of(m.Body.Utf8), m.LocationKey, m.Hash, m.Origin),
        EntityMessage.Drop m => new EntityCall(EntityCallKind.Drop, m.Source, Flag: m.Purge),
        EntityMessage.Process m => new EntityCall(EntityCallKind.Process, Flag: m.Forced),
        EntityMessage.ProcessSoon m => new EntityCall(EntityCallKind.ProcessSoon, Flag: m.Shortly),
        EntityMessage.Delete => new EntityCall(EntityCallKind.Delete),
        EntityMessage.Unrooted m => new EntityCall(EntityCallKind.Unrooted, Flag: m.Purge, Sources: [.. m.Sources]),
        EntityMessage.Wake => new EntityCall(EntityCallKind.Wake),
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "Not a message between entities."),
    };

    /// <summary>The message.</summary>
    public EntityMessage ToMessage() => Kind switch
    {
        EntityCallKind.Submit => new EntityMessage.Submit(Source!, new EntityBody(Body), LocationKey, Hash, Origin),
        EntityCallKind.Drop => new EntityMessage.Drop(Source!, Flag),
        EntityCallKind.Process => new EntityMessage.Process(Flag),
        EntityCallKind.ProcessSoon => new EntityMessage.ProcessSoon(Flag),
        EntityCallKind.Delete => new EntityMessage.Delete(),
        EntityCallKind.Unrooted => new EntityMessage.Unrooted(ImmutableArray.Create(Sources!), Flag),
        EntityCallKind.Wake => new EntityMessage.Wake(),
        _ => throw new InvalidOperationException($"A silo of a newer version says {Kind}."),
    };
}

/// <summary>Which message a call carries.</summary>
internal enum EntityCallKind
{
    Submit = 1,
    Drop = 2,
    Process = 3,
    ProcessSoon = 4,
    Delete = 5,
    Unrooted = 6,
    Wake = 7,
}
