using Catalog.Index.Documents;

namespace Catalog.Index.Writing;

/// <summary>What changes between two lists of relations that one document emits. Reused, so that it costs no garbage.</summary>
internal sealed class EmissionDiff
{
    private readonly HashSet<Emission> _set = [];
    private readonly HashSet<int> _targets = [];
    private readonly HashSet<int> _before = [];
    private readonly HashSet<int> _now = [];

    /// <summary>Emitted no longer.</summary>
    public List<Emission> Gone { get; } = [];

    /// <summary>Emitted from now on.</summary>
    public List<Emission> Come { get; } = [];

    /// <summary>Sources that no longer need an entry of their own to lead to the emitter (see <see cref="State.Emitters"/>).</summary>
    public List<int> EntriesGone { get; } = [];

    /// <summary>Sources that need one from now on.</summary>
    public List<int> EntriesCome { get; } = [];

    /// <summary>Compares two lists without repeats.</summary>
    public void Compare(List<Emission> before, List<Emission> now)
    {
        if (before.Count == 0)
        {
            First(now);
            return;
        }

        Except(before, now, Gone);
        Except(now, before, Come);
        Entries(before, _before);
        Entries(now, _now);
        Except(_before, _now, EntriesGone);
        Except(_now, _before, EntriesCome);
    }

    private void First(List<Emission> now)
    {
        Gone.Clear();
        EntriesGone.Clear();
        Come.Clear();
        Come.AddRange(now);
        EntriesCome.Clear();
        Entries(now, _now);
        EntriesCome.AddRange(_now);
    }

    private void Except(List<Emission> from, List<Emission> other, List<Emission> output)
    {
        output.Clear();
        _set.Clear();
        _set.UnionWith(other);
        foreach (var relation in from)
        {
            if (!_set.Contains(relation))
            {
                output.Add(relation);
            }
        }
    }

    private static void Except(HashSet<int> from, HashSet<int> other, List<int> output)
    {
        output.Clear();
        foreach (var source in from)
        {
            if (!other.Contains(source))
            {
                output.Add(source);
            }
        }
    }

    // A source to which the document itself has a relation needs no entry.
    private void Entries(List<Emission> emitted, HashSet<int> output)
    {
        output.Clear();
        _targets.Clear();
        foreach (var relation in emitted)
        {
            if (relation.IsOwn)
            {
                _targets.Add(relation.Target);
            }
        }

        foreach (var relation in emitted)
        {
            if (!relation.IsOwn && !_targets.Contains(relation.Source))
            {
                output.Add(relation.Source);
            }
        }
    }
}
