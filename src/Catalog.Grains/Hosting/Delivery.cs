using Catalog.Grains.Entities;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>
/// Tells others what a committed record says they must be told, in order, a bounded number at a time, and gathers their acknowledgements
/// until it is worth a commit to clear them: when all have come, or at least half of what the record holds.
/// </summary>
internal sealed class Delivery(EntityRef sender, EntityHost host, Lock gate, Action wake) : IReceiver
{
    /// <summary>No acknowledgements.</summary>
    public static readonly IReadOnlySet<PendingMessage> Nothing = new HashSet<PendingMessage>();

    private readonly Queue<PendingMessage> _waiting = new();
    private readonly Dictionary<int, PendingMessage> _underWay = [];
    private HashSet<PendingMessage> _known = NewSet();
    private HashSet<PendingMessage> _told = NewSet();
    private int _pending;
    private int _number;
    private bool _sending;

    /// <summary>Whether something is still to be told or acknowledged. The caller holds the gate.</summary>
    public bool IsBusy => _sending || _waiting.Count > 0 || _underWay.Count > 0 || _told.Count > 0;

    private bool WorthClearing => _told.Count > 0 && ((_underWay.Count == 0 && _waiting.Count == 0) || _told.Count * 2 >= _pending);

    /// <summary>The acknowledgements, if it is worth a commit to note them. The caller holds the gate.</summary>
    public IReadOnlySet<PendingMessage> TakeTold()
    {
        if (!WorthClearing) return Nothing;
        var told = _told;
        _told = NewSet();
        return told;
    }

    /// <summary>Starts telling what the record holds and is not being told yet.</summary>
    public void Tell(EntityRecord? record)
    {
        lock (gate)
        {
            var current = NewSet();
            foreach (var message in record?.Pending ?? [])
            {
                current.Add(message);
                if (!_known.Contains(message)) _waiting.Enqueue(message);
            }

            _known = current;
            _pending = current.Count;
            if (_sending || _waiting.Count == 0) return;
            _sending = true;
        }

        _ = SendAsync();
    }

    /// <inheritdoc/>
    public Patience Patience => Patience.UntilProcessed;

    /// <inheritdoc/>
    public void Answered(int tag, TurnAnswer answer)
    {
        bool clear;
        PendingMessage? message;
        lock (gate)
        {
            // One that failed stays in the record, and is told again when the entity is next at work, or at the next start.
            if (_underWay.Remove(tag, out message) && answer.Failure is null) _told.Add(message);
            clear = WorthClearing || !IsBusy;
        }

        WayOf(message!).Leave();
        if (clear) wake();
    }

    /// <summary>What has the other processed waits for that to end, and must not hold up messages that only have to be taken.</summary>
    private Gate WayOf(PendingMessage message) => message.Kind == PendingKind.Free ? host.Background : host.Internal;

    private async Task SendAsync()
    {
        while (true)
        {
            PendingMessage? next;
            lock (gate) _sending = _waiting.TryPeek(out next);
            if (next is null) break;
            await WayOf(next).EnterAsync(CancellationToken.None).ConfigureAwait(false);
            int number;
            lock (gate)
            {
                number = ++_number;
                _underWay[number] = _waiting.Dequeue();
            }

            host.Router.Post(next.Target, new Envelope(EntityMessage.From(sender, next), this, number));
        }

        wake();
    }

    private static HashSet<PendingMessage> NewSet() => new(ReferenceEqualityComparer.Instance);
}
