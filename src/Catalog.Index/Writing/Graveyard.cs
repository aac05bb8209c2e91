namespace Catalog.Index.Writing;

/// <summary>Numbers that have gone out of use, in the order of the epochs in which they were used last.</summary>
internal sealed class Graveyard
{
    private readonly Queue<(int Epoch, int Number)> _order = new();
    private readonly Dictionary<int, int> _epochs = [];

    /// <summary>How many.</summary>
    public int Count => _epochs.Count;

    /// <summary>Notes that a number went out of use; for one that was in use again meanwhile, only the last time counts.</summary>
    public void Add(int number, int epoch)
    {
        if (!_epochs.TryGetValue(number, out var known) || known != epoch)
        {
            _epochs[number] = epoch;
            _order.Enqueue((epoch, number));
        }
    }

    /// <summary>Takes a number that went out of use before an epoch.</summary>
    public bool TryTake(int before, out int number)
    {
        while (_order.TryPeek(out var oldest) && oldest.Epoch < before)
        {
            _order.Dequeue();
            number = oldest.Number;
            if (_epochs.TryGetValue(number, out var last) && last == oldest.Epoch)
            {
                _epochs.Remove(number);
                return true;
            }
        }

        number = -1;
        return false;
    }
}
