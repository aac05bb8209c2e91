using Catalog.Index.Memory;

namespace Catalog.Index.Writing;

/// <summary>
/// Gives back the numbers and bytes of terms and texts that no document has any more. Readers may still hold states in which they are
/// used, so nothing is given back before the last of those states is gone, which the garbage collector tells.
/// </summary>
internal sealed class Reclaimer(TextPool texts, TermTable terms, PostingWriter postings)
{
    private const int PublishesInEpoch = 256;

    private readonly Queue<(int Epoch, WeakReference States)> _epochs = new();
    private readonly Graveyard _deadTerms = new();
    private readonly Graveyard _deadTexts = new();
    private readonly List<int> _unused = [];
    private object _token = new();
    private int _epoch;
    private int _publishes;

    /// <summary>Terms and texts that wait for readers to finish.</summary>
    public int Waiting => _deadTerms.Count + _deadTexts.Count;

    /// <summary>Notes a term that no document has any more.</summary>
    public void Died(int term) => _deadTerms.Add(term, _epoch);

    /// <summary>Notes all texts that nothing uses, when terms went without telling.</summary>
    public void UnusedDied()
    {
        for (var text = TextPool.True; text < texts.Limit; text++)
        {
            if (texts.IsUnused(text))
            {
                _deadTexts.Add(text, _epoch);
            }
        }
    }

    /// <summary>Gives back what can be, and the token that the state to be published keeps alive.</summary>
    public object Publish()
    {
        if (++_publishes % PublishesInEpoch != 0)
        {
            return _token;
        }

        _epochs.Enqueue((_epoch++, new WeakReference(_token)));
        _token = new object();
        while (_epochs.TryPeek(out var oldest) && !oldest.States.IsAlive)
        {
            _epochs.Dequeue();
        }

        Reclaim(_epochs.TryPeek(out var alive) ? alive.Epoch : _epoch);
        return _token;
    }

    // What died in an epoch may be used in the states of that epoch, so it goes when all of those are gone.
    private void Reclaim(int alive)
    {
        while (_deadTerms.TryTake(alive, out var term))
        {
            if (terms.Key(term) != TermTable.NoKey && postings.Of(term).Count == 0)
            {
                _unused.Clear();
                terms.Remove(term, _unused);
                _unused.ForEach(text => _deadTexts.Add(text, _epoch));
            }
        }

        while (_deadTexts.TryTake(alive, out var text))
        {
            if (texts.IsUnused(text) && texts.Remove(text) is >= 0 and var other)
            {
                _deadTexts.Add(other, _epoch);
            }
        }
    }
}
