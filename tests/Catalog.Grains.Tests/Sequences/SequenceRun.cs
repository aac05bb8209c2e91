using Catalog.Grains.Tests.Support;
using Catalog.Storage;
using Catalog.Testing.Time;

namespace Catalog.Grains.Tests.Sequences;

/// <summary>
/// Does steps to an engine and to the model, and compares them after each. When the process dies in a step, another one is started on what
/// the store has, and does the step again, as a caller would that was not answered.
/// </summary>
/// <remarks>The store is opened anew for each life, from 0, on the same data.</remarks>
internal sealed class SequenceRun(Func<int, ICatalogStore> storeOf) : IAsyncDisposable
{
    private const string Key = "k";
    private static readonly TimeSpan s_hung = TimeSpan.FromSeconds(60);
    private readonly RulesModel _model = new();
    private readonly EmittingProcessor _processor = new();
    private readonly ManualTimeProvider _time = new();
    private TestCatalog? _catalog;
    private int _lives;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public int Deaths { get; private set; }

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        foreach (var step in steps)
        {
            if (step is Step.Edit edit) _processor.EmitAll(edit.Name, Key, edit.Children);
            await SurviveAsync(() => DoAsync(step));
            _time.Advance(TimeSpan.FromSeconds(2));
            await SurviveAsync(() => _catalog!.SettleAsync());
            ToModel(step);
            await SurviveAsync(() => CompareAsync(step));
            if (step is not Step.Delete) continue;
            _time.Advance(TimeSpan.FromSeconds(151));
            await SurviveAsync(() => _catalog!.SettleAsync());
            _model.PassInterval();
            await SurviveAsync(() => CompareAsync(step));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_catalog is not null) await _catalog.DisposeAsync();
    }

    private async Task SurviveAsync(Func<Task> action)
    {
        while (true)
        {
            try
            {
                _catalog ??= await TestCatalog.StartAsync(store: storeOf(_lives++), processor: _processor, time: _time);
                await action().WaitAsync(s_hung, Cancelled);
                await _catalog.SettleAsync().WaitAsync(s_hung, Cancelled);
                return;
            }
            catch (Exception e) when (e is StoreException or InvalidOperationException or ObjectDisposedException && _catalog?.Store is CrashingStore { Crashed: true })
            {
                Deaths++;
                await _catalog.DisposeAsync();
                _catalog = null;
            }
        }
    }

    private async Task DoAsync(Step step)
    {
        switch (step)
        {
            case Step.Full full:
                await _catalog!.FullAsync(full.Provider, [.. full.Names.Select(Give)]);
                break;
            case Step.Delta delta:
                await _catalog!.ApplyAsync(delta.Provider, Entity.Delta([.. delta.Added.Select(Give)], delta.Removed));
                break;
            case Step.Edit edit:
                await _catalog!.RefreshAsync(edit.Name);
                break;
            case Step.Delete delete:
                await _catalog!.Engine.DeleteAsync(Entity.Ref(delete.Name), Cancelled);
                break;
            case Step.Restart:
                await _catalog!.DisposeAsync();
                _catalog = null;
                _catalog = await TestCatalog.StartAsync(store: storeOf(_lives++), processor: _processor, time: _time);
                break;
        }
    }

    private void ToModel(Step step)
    {
        switch (step)
        {
            case Step.Full full:
                _model.Full(full.Provider, full.Names);
                break;
            case Step.Delta delta:
                _model.Delta(delta.Provider, delta.Added, delta.Removed);
                break;
            case Step.Edit edit:
                _model.Edit(edit.Name, edit.Children);
                break;
            case Step.Delete delete:
                _model.Delete(delete.Name);
                break;
        }
    }

    private async Task CompareAsync(Step step)
    {
        await _catalog!.SettleAsync();
        var visible = _catalog.Visible();
        Assert.True(string.Join(' ', _model.Names) == visible, $"After '{step}' there should be [{string.Join(' ', _model.Names)}], there is [{visible}].");
        foreach (var name in _model.Names)
        {
            var record = await _catalog.RecordAsync(name);
            Assert.True(record!.Sources.SequenceEqual(_model.SourcesOf(name)), $"After '{step}' {name} should be held by [{string.Join(' ', _model.SourcesOf(name))}], it is by [{string.Join(' ', record.Sources)}].");
            Assert.Empty(record.Pending);
        }

        Assert.Equal(0, _catalog.Engine.Live);
    }

    private static Catalog.Grains.Providers.ProvidedEntity Give(string name) => Entity.Provided(name, key: Key);
}
