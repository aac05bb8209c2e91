using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Entities;

/// <summary>Rules on what a record still has to tell.</summary>
internal static class Outbox
{
    /// <summary>Adds messages; one takes the place of an older one to the same target that it makes pointless.</summary>
    public static ImmutableArray<PendingMessage> Add(ImmutableArray<PendingMessage> pending, List<PendingMessage> added)
    {
        if (added.Count == 0) return pending;
        if (pending.IsEmpty) return [.. added];
        var replaced = added.Select(Subject).ToHashSet();
        return [.. pending.Where(p => !replaced.Contains(Subject(p))), .. added];
    }

    /// <summary>Takes out what was acknowledged.</summary>
    public static ImmutableArray<PendingMessage> Remove(ImmutableArray<PendingMessage> pending, IReadOnlySet<PendingMessage> told) =>
        told.Count == 0 ? pending : pending.RemoveAll(told.Contains);

    /// <summary>Whether the message says that the sender holds the target, or does no longer: of these only the last counts.</summary>
    public static bool IsHolding(PendingMessage message) => message.Kind is PendingKind.Submit or PendingKind.Drop or PendingKind.Purge;

    private static (EntityRef Target, bool Holding) Subject(PendingMessage message) => (message.Target, IsHolding(message));
}
