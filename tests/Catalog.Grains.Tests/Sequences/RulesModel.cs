namespace Catalog.Grains.Tests.Sequences;

/// <summary>
/// The rules on who is there, said plainly: providers and entities hold entities; an entity is there while a provider leads to it; what an entity
/// holds is what it emitted when it last ran; it runs when it comes into being, when it is refreshed, and an interval after something that it
/// emits was deleted.
/// </summary>
internal sealed class RulesModel
{
    private readonly Dictionary<string, HashSet<string>> _buckets = new() { ["p"] = [], ["q"] = [] };
    private readonly Dictionary<string, HashSet<string>> _holds = [];
    private readonly Dictionary<string, string[]> _emits = [];
    private readonly HashSet<string> _due = [];

    /// <summary>The names that are there.</summary>
    public IEnumerable<string> Names => _holds.Keys.Order(StringComparer.Ordinal);

    /// <summary>Who holds a name.</summary>
    public string[] SourcesOf(string name) =>
    [
        .. _holds.Where(h => h.Value.Contains(name)).Select(h => $"entity:component:default/{h.Key}").Order(StringComparer.Ordinal),
        .. _buckets.Where(b => b.Value.Contains(name)).Select(b => $"provider:{b.Key}").Order(StringComparer.Ordinal),
    ];

    public void Full(string provider, string[] names)
    {
        _buckets[provider] = [.. names];
        Settle();
    }

    public void Delta(string provider, string[] added, string[] removed)
    {
        _buckets[provider].ExceptWith(removed);
        _buckets[provider].UnionWith(added);
        Settle();
    }

    public void Edit(string name, string[] children)
    {
        _emits[name] = children;
        if (_holds.ContainsKey(name)) Run(name);
        Settle();
    }

    public void Delete(string name)
    {
        _due.UnionWith(_holds.Where(h => h.Value.Contains(name)).Select(h => h.Key));
        foreach (var held in _buckets.Values.Concat(_holds.Values)) held.Remove(name);
        Settle();
    }

    public void PassInterval()
    {
        foreach (var name in _due.Intersect(_holds.Keys).ToArray()) Run(name);
        _due.Clear();
        Settle();
    }

    private void Run(string name) => _holds[name] = [.. _emits.GetValueOrDefault(name, [])];

    private void Settle()
    {
        var there = new HashSet<string>();
        var open = new Stack<string>(_buckets.Values.SelectMany(b => b));
        while (open.TryPop(out var name))
        {
            if (!there.Add(name)) continue;
            if (!_holds.ContainsKey(name)) Run(name);
            foreach (var child in _holds[name]) open.Push(child);
        }

        foreach (var gone in _holds.Keys.Except(there).ToArray()) _holds.Remove(gone);
    }
}
