using Catalog.Model;

namespace Catalog.Storage;

/// <summary>The store cannot do what was asked, for a cause outside the program; the message says which and what to do.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the same call may succeed later (a lock, a full disk, a lost connection).</summary>
    public bool Transient { get; init; }
}

/// <summary>Somebody else wrote the record first; read it again and decide anew.</summary>
public sealed class VersionConflictException(EntityRef entity, long expected, long stored)
    : StoreException($"The record of {entity} is at version {stored}, the commit expected {expected}.")
{
    /// <summary>The record in question.</summary>
    public EntityRef Entity { get; } = entity;
}

/// <summary>What was to be committed was asked for before something that made it void; whoever still wants it asks again.</summary>
public sealed class OutdatedException : StoreException
{
    /// <summary>Something was asked for with a fencing token that is refused by now.</summary>
    /// <param name="required">The smallest token that is not.</param>
    public OutdatedException(long required)
        : base("Since this was asked for, a process of the cluster has died; ask again.")
    {
        (Required, Transient) = (required, true);
    }

    /// <summary>The smallest fencing token that is not refused.</summary>
    public long Required { get; }
}

/// <summary>Another process commits now, and this one may not any more; nothing was written. Its engine must cease to lead.</summary>
public sealed class FencedException(string message) : StoreException(message);
