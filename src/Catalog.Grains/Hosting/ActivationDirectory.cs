using System.Diagnostics.CodeAnalysis;
using Catalog.Model;

namespace Catalog.Grains.Hosting;

/// <summary>
/// The live entities: an activation exists while its entity has messages, a run under way or something to tell, and takes one turn at a
/// time. So there is one writer for each entity, and memory for those at work only.
/// </summary>
internal sealed class ActivationDirectory(EntityHost host, Quiescence quiescence) : IEntityRouter
{
    private const int ShardCount = 64;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard())];

    /// <summary>How many entities are live.</summary>
    public int Count => _shards.Sum(s => s.Count);

    /// <summary>Hands a message to an entity, waking it if need be. Messages from one thread arrive in order.</summary>
    public void Post(EntityRef entity, Envelope envelope)
    {
        var shard = ShardOf(entity);
        Activation activation;
        lock (shard.Gate)
        {
            if (!shard.Live.TryGetValue(entity, out activation!))
            {
                quiescence.Enter();
                shard.Live[entity] = activation = new Activation(entity, host, this, shard.Gate);
                shard.Count++;
            }

            if (!activation.Enqueue(envelope)) return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: false);
    }

    /// <summary>Completes when the entity is not at work.</summary>
    public Task IdleAsync(EntityRef entity)
    {
        var shard = ShardOf(entity);
        lock (shard.Gate) return shard.Live.TryGetValue(entity, out var activation) ? activation.Retired : Task.CompletedTask;
    }

    /// <summary>Forgets an idle activation. The caller holds its gate.</summary>
    public void Remove(EntityRef entity)
    {
        var shard = ShardOf(entity);
        shard.Live.Remove(entity);
        shard.Count--;
    }

    /// <summary>Calls off all runs under way.</summary>
    public void StopRuns()
    {
        foreach (var shard in _shards)
        {
            Activation[] live;
            lock (shard.Gate) live = [.. shard.Live.Values];
            foreach (var activation in live) activation.StopRun();
        }
    }

    private Shard ShardOf(EntityRef entity) => _shards[(entity.GetHashCode() & int.MaxValue) % ShardCount];

    [SuppressMessage("Design", "CA1051", Justification = "A private record of locals.")]
    private sealed class Shard
    {
        public readonly Lock Gate = new();
        public readonly Dictionary<EntityRef, Activation> Live = [];
        public volatile int Count;
    }
}
