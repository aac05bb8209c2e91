using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Entities;

/// <summary>What an Entity grain can be told. Every message may arrive twice; the second time changes nothing.</summary>
public abstract record EntityMessage
{
    /// <summary>A source holds the entity, with this body.</summary>
    /// <param name="Source">Who says so (<see cref="SourceKey"/>).</param>
    /// <param name="Body">The body.</param>
    /// <param name="LocationKey">Who may replace it; null when anybody may.</param>
    /// <param name="Hash"><see cref="BodyHash"/> of key and body.</param>
    /// <param name="Origin">Where the body stands in its file.</param>
    public sealed record Submit(string Source, EntityBody Body, string? LocationKey, UInt128 Hash, EntityOrigin? Origin = null) : EntityMessage;

    /// <summary>A source no longer holds the entity.</summary>
    /// <param name="Source">Who says so.</param>
    /// <param name="Purge">Whether it goes even where orphans are kept: the source is a provider, or was itself removed by one.</param>
    public sealed record Drop(string Source, bool Purge) : EntityMessage;

    /// <summary>It must be processed now, although its body is the same.</summary>
    /// <param name="Forced">Whether somebody asked for it, so that sources are read in spite of earlier failures; else its time has come.</param>
    public sealed record Process(bool Forced = false) : EntityMessage;

    /// <summary>Something that it emits is gone: it must be processed once more, though not now.</summary>
    /// <param name="Shortly">Within seconds; else at its next interval.</param>
    public sealed record ProcessSoon(bool Shortly) : EntityMessage;

    /// <summary>It must go, and what only it holds with it. Sources that still emit it bring it back at their next run.</summary>
    public sealed record Delete : EntityMessage;

    /// <summary>No provider leads to it, its holders just hold each other: it must go, if its holders are still the same.</summary>
    /// <param name="Sources">Who held it when that was found.</param>
    /// <param name="Purge">As in <see cref="Drop"/>.</param>
    public sealed record Unrooted(ImmutableArray<string> Sources, bool Purge) : EntityMessage;

    /// <summary>Nothing is asked; what is pending is told again.</summary>
    public sealed record Wake : EntityMessage;

    /// <summary>What a pending message of a record says, as a message from that record's entity.</summary>
    public static EntityMessage From(EntityRef sender, PendingMessage pending) => pending.Kind switch
    {
        PendingKind.Submit => new Submit(
            SourceKey.OfEntity(sender), new EntityBody(pending.Body), pending.LocationKey, BodyHash.Of(pending.LocationKey, pending.Body.Span), pending.Origin),
        PendingKind.Drop => new Drop(SourceKey.OfEntity(sender), Purge: false),
        PendingKind.Purge => new Drop(SourceKey.OfEntity(sender), Purge: true),
        PendingKind.Gone => new ProcessSoon(Shortly: false),
        PendingKind.Unrooted => new ProcessSoon(Shortly: true),
        PendingKind.Free => new Process(),
        _ => throw new ArgumentOutOfRangeException(nameof(pending), pending.Kind, "A pending message of an unknown kind."),
    };
}
