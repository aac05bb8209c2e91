using System.Collections.Concurrent;
using Catalog.Grains.Hosting;
using Catalog.Model;

namespace Catalog.Orleans.Hosting;

/// <summary>
/// Sends messages on as many threads as there are processors, those to one entity in the order in which they came: what it costs to address a
/// call is much more than what it costs to decide on it, and a mutation, which is one sequence of decisions, must not wait for it.
/// </summary>
/// <remarks>Not bounded by itself; who posts is held back by the gates of the engine.</remarks>
internal sealed class SendingLanes(Action<EntityRef, Envelope> send)
{
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Lane(send))];

    public void Post(EntityRef entity, Envelope envelope) => _lanes[(entity.GetHashCode() & int.MaxValue) % _lanes.Length].Post(entity, envelope);

    private sealed class Lane(Action<EntityRef, Envelope> send) : IThreadPoolWorkItem
    {
        private readonly ConcurrentQueue<(EntityRef Entity, Envelope Envelope)> _waiting = new();
        private bool _working;

        public void Post(EntityRef entity, Envelope envelope)
        {
            _waiting.Enqueue((entity, envelope));
            Start();
        }

        public void Execute()
        {
            while (_waiting.TryDequeue(out var message)) send(message.Entity, message.Envelope);
            Volatile.Write(ref _working, false);
            // What came between the last look and the mark is not left behind.
            Interlocked.MemoryBarrier();
            if (!_waiting.IsEmpty) Start();
        }

        private void Start()
        {
            if (!Interlocked.Exchange(ref _working, true)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
