using Catalog.Model;

namespace Catalog.Storage;

/// <summary>What every store asks of a commit, kept in one place so that all of them agree.</summary>
public static class CommitRules
{
    /// <summary>Checks what can be told without the store.</summary>
    /// <exception cref="ArgumentException">A record has no reference, a ref or an item comes twice, or a name is empty: a bug of the caller.</exception>
    public static void RequireWellFormed(CommitBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var refs = new HashSet<EntityRef>(batch.Records.Count);
        foreach (var record in batch.Records)
        {
            if (record.Ref.IsDefault) throw new ArgumentException("A record without a reference cannot be committed.", nameof(batch));
            if (!refs.Add(record.Ref)) throw new ArgumentException($"{record.Ref} comes twice in one batch.", nameof(batch));
        }

        if (batch.Items.Count == 0) return;
        var items = new HashSet<(string, string)>(batch.Items.Count);
        foreach (var item in batch.Items)
        {
            if (!items.Add((item.Scope, item.Key))) throw new ArgumentException($"The item {item.Scope}/{item.Key} comes twice in one batch.", nameof(batch));
        }
    }

    /// <summary>Checks that a version follows on the stored one.</summary>
    /// <param name="entity">The ref.</param>
    /// <param name="version">The version of the record to be written.</param>
    /// <param name="stored">The version of the stored record; 0 when there is none or only a bare tombstone.</param>
    /// <exception cref="VersionConflictException">It does not.</exception>
    public static void RequireNext(EntityRef entity, long version, long stored)
    {
        if (version != stored + 1) throw new VersionConflictException(entity, version - 1, stored);
    }

    /// <summary>Checks that a batch's fencing token is none of those that are refused.</summary>
    /// <exception cref="OutdatedException">It is.</exception>
    public static void RequireToken(long token, long required)
    {
        if (token < required) throw new OutdatedException(required);
    }

    /// <summary>True for a record that is stored as a bare tombstone: deleted, and nothing left to tell.</summary>
    public static bool IsBareTombstone(this EntityRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Deleted && record.Pending.IsDefaultOrEmpty;
    }
}
