using System.Collections.Concurrent;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Grains.Tests.Support;

/// <summary>Emits what a test says for each entity, fails for some, hangs for others, and counts its runs.</summary>
internal sealed class EmittingProcessor : ICatalogProcessor
{
    private readonly ConcurrentDictionary<EntityRef, EmittedEntity[]> _children = new();
    private readonly ConcurrentDictionary<EntityRef, string> _failing = new();
    private readonly ConcurrentDictionary<EntityRef, TaskCompletionSource> _hanging = new();
    private readonly ConcurrentDictionary<EntityRef, Action> _begun = new();
    private readonly ConcurrentDictionary<EntityRef, int> _runs = new();
    private readonly ConcurrentDictionary<EntityRef, bool> _periodic = new();
    private readonly ConcurrentDictionary<EntityRef, string> _keys = new();

    public string Name => "emitting";

    public string Version { get; init; } = "1";

    public int RunsOf(string name) => _runs.GetValueOrDefault(Entity.Ref(name));

    public void Emit(string parent, params (string Child, string Note)[] children) =>
        _children[Entity.Ref(parent)] = [.. children.Select(c => new EmittedEntity(Entity.Ref(c.Child), Entity.Body(c.Child, c.Note)))];

    /// <summary>Emits children of which it gives no body, as for a source that was not modified.</summary>
    public void EmitUnmodified(string parent, params string[] children) =>
        _children[Entity.Ref(parent)] = [.. children.Select(c => new EmittedEntity(Entity.Ref(c), null))];

    public void EmitWithKey(string parent, string child, string key, string note = "") =>
        _children[Entity.Ref(parent)] = [new EmittedEntity(Entity.Ref(child), Entity.Body(child, note), key)];

    public void EmitAll(string parent, string key, string[] children) =>
        _children[Entity.Ref(parent)] = [.. children.Select(c => new EmittedEntity(Entity.Ref(c), Entity.Body(c), key))];

    public void Fail(string name, string? reason)
    {
        if (reason is null) _failing.TryRemove(Entity.Ref(name), out _);
        else _failing[Entity.Ref(name)] = reason;
    }

    public void Hang(string name) => _hanging[Entity.Ref(name)] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Does something at the beginning of the next run.</summary>
    public void WhenBegun(string name, Action act) => _begun[Entity.Ref(name)] = act;

    public void Release(string name)
    {
        if (_hanging.TryRemove(Entity.Ref(name), out var hanging)) hanging.SetResult();
    }

    /// <summary>Lets later runs pass; those that hang go on hanging.</summary>
    public void Forget(string name) => _hanging.TryRemove(Entity.Ref(name), out _);

    public void MakePeriodic(string name) => _periodic[Entity.Ref(name)] = true;

    public void GiveRefreshKey(string name, string key) => _keys[Entity.Ref(name)] = key;

    public bool NeedsPeriodicRuns(EntityBody entity) => entity.TryGetRef(out var entityRef) && _periodic.ContainsKey(entityRef);

    public async ValueTask<EntityBody> PostProcessAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken)
    {
        _runs.AddOrUpdate(context.Entity, 1, (_, n) => n + 1);
        if (_begun.TryRemove(context.Entity, out var act)) act();
        if (_hanging.TryGetValue(context.Entity, out var hanging)) await hanging.Task.WaitAsync(cancellationToken);
        if (_failing.TryGetValue(context.Entity, out var reason)) context.Error(new Problem(reason));
        if (_keys.TryGetValue(context.Entity, out var key)) context.RefreshKey(key);
        foreach (var child in _children.GetValueOrDefault(context.Entity, [])) context.Emit(child);
        return entity;
    }
}
