using System.Collections.Immutable;

namespace Catalog.Processing;

/// <summary>Small values that one processor keeps with one entity. What is set in a run is seen in the next; what is not set again is kept.</summary>
public sealed class ProcessorCache
{
    private readonly string _prefix;
    private readonly Store _store;

    /// <summary>Starts from what the last run kept.</summary>
    public ProcessorCache(ImmutableDictionary<string, ReadOnlyMemory<byte>> values)
        : this(new Store(values), "")
    {
    }

    private ProcessorCache(Store store, string prefix) => (_store, _prefix) = (store, prefix);

    /// <summary>The values as of now, of all processors of the entity, by <c>processor/key</c>.</summary>
    public ImmutableDictionary<string, ReadOnlyMemory<byte>> Values => _store.Now;

    /// <summary>A value set in an earlier run; empty when there is none. UTF-8 JSON, opaque to the engine.</summary>
    public ReadOnlyMemory<byte> Get(string key) => _store.Before.IsEmpty ? default : _store.Before.GetValueOrDefault(_prefix + key);

    /// <summary>Keeps a value for the next run.</summary>
    public void Set(string key, ReadOnlyMemory<byte> value) => _store.Now = _store.Now.SetItem(_prefix + key, value);

    /// <summary>Drops a value.</summary>
    public void Remove(string key) => _store.Now = _store.Now.Remove(_prefix + key);

    internal ProcessorCache For(string processor) => new(_store, processor + "/");

    /// <summary>Drops what this processor keeps under other keys.</summary>
    internal void KeepOnly(HashSet<string> keys)
    {
        foreach (var key in _store.Now.Keys)
        {
            if (key.StartsWith(_prefix, StringComparison.Ordinal) && !keys.Contains(key[_prefix.Length..]))
            {
                _store.Now = _store.Now.Remove(key);
            }
        }
    }

    private sealed class Store(ImmutableDictionary<string, ReadOnlyMemory<byte>> before)
    {
        public ImmutableDictionary<string, ReadOnlyMemory<byte>> Before { get; } = before;

        public ImmutableDictionary<string, ReadOnlyMemory<byte>> Now { get; set; } = before;
    }
}
