using System.Collections.Concurrent;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Server.Terminal;

/// <summary>What is wrong right now, folded from the feed: the errors of every entity that has some, visible or not. Thread-safe to read.</summary>
internal sealed class ProblemBoard : IFeedFollower
{
    private readonly ConcurrentDictionary<EntityRef, IReadOnlyList<Problem>> _problems = new();

    /// <summary>The problems, by entity, ordered.</summary>
    public IReadOnlyList<(EntityRef Entity, IReadOnlyList<Problem> Problems)> All =>
        [.. _problems.OrderBy(p => p.Key).Select(p => (p.Key, p.Value))];

    /// <summary>How many problems there are; cheap.</summary>
    public int Count => _problems.Values.Sum(problems => problems.Count);

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is { IsTombstone: false, Record.Errors: { IsDefaultOrEmpty: false } errors })
            {
                _problems[entry.Ref] = errors;
            }
            else
            {
                _problems.TryRemove(entry.Ref, out _);
            }
        }
    }
}
