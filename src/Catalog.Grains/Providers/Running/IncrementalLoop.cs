using Catalog.Grains.Providers.Incremental;
using Catalog.Grains.Telemetry;
using Catalog.Model;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Providers.Running;

/// <summary>
/// Runs an incremental provider in bursts. After each page its cursor and the refs it gave are kept, so that a restart goes on with the next
/// page; a page that was taken but not noted comes again and changes nothing. At the end of a cycle, what no page gave is removed.
/// </summary>
internal sealed class IncrementalLoop(
    IIncrementalProvider provider, IProviderConnection connection, CatalogEngine engine, ICatalogStore store, TimeProvider time, ILogger logger)
    : ProviderLoop(provider, connection, time, logger)
{
    private readonly IncrementalStore _kept = new(store, provider.Name);

    private IncrementalOptions Options => provider.Incremental;

    protected override async Task LoopAsync(CancellationToken cancellationToken)
    {
        var progress = await _kept.LoadAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            await WaitAsync(progress.NextRun ?? Time.GetUtcNow(), StateOf(progress), cancellationToken).ConfigureAwait(false);
            Begin();
            progress = await BurstAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private ProviderState StateOf(IncrementalProgress progress) =>
        Status.Failures > 0 ? ProviderState.BackingOff : progress.IsFresh ? ProviderState.Resting : ProviderState.Pausing;

    private async Task<IncrementalProgress> BurstAsync(IncrementalProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            progress = await TakePagesAsync(progress, cancellationToken).ConfigureAwait(false);
            Status = Status with { Failures = 0, Problem = progress.Refusal };
            return await KeepAsync(progress with { NextRun = Time.GetUtcNow() + (progress.IsFresh ? Options.RestLength : Options.BurstInterval) }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            var wait = Options.BackOff.Count == 0 ? Options.BurstInterval : Options.BackOff[Math.Min(Status.Failures, Options.BackOff.Count - 1)];
            var next = Time.GetUtcNow() + wait;
            Fail(e, $"it goes on at {next:u}");
            return (await _kept.LoadOrAsync(progress, cancellationToken).ConfigureAwait(false)) with { NextRun = next };
        }
    }

    private async Task<IncrementalProgress> TakePagesAsync(IncrementalProgress progress, CancellationToken cancellationToken)
    {
        var burst = await provider.BeginBurstAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var end = Time.GetUtcNow() + Options.BurstLength;
            do
            {
                if (!progress.Complete) progress = await TakePageAsync(progress, cancellationToken).ConfigureAwait(false);
                if (progress.Complete) return await SweepAsync(cancellationToken).ConfigureAwait(false);
            }
            while (Time.GetUtcNow() < end);

            return progress;
        }
        finally
        {
            if (burst is not null) await burst.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<IncrementalProgress> TakePageAsync(IncrementalProgress progress, CancellationToken cancellationToken)
    {
        var page = await provider.NextAsync(progress.Cursor, cancellationToken).ConfigureAwait(false);
        await Connection.ApplyAsync(new ProviderMutation.Delta(page.Entities, []), cancellationToken).ConfigureAwait(false);
        var after = progress with { Cursor = page.Cursor, Pages = progress.Pages + 1, Complete = page.Done, Refusal = null };
        await _kept.SaveAsync(after, RefsOf(page), cancellationToken).ConfigureAwait(false);
        return after;
    }

    private async Task<IncrementalProgress> SweepAsync(CancellationToken cancellationToken)
    {
        var given = await _kept.MarksAsync(cancellationToken).ConfigureAwait(false);
        var held = engine.HeldBy(provider.Name);
        var missing = held.Where(h => !given.Contains(h)).Select(h => new RemovedEntity(h)).ToArray();
        var refusal = RefusalOf(given.Count, missing.Length, held.Count);
        if (refusal is null && missing.Length > 0) await Connection.ApplyAsync(new ProviderMutation.Delta([], missing), cancellationToken).ConfigureAwait(false);
        if (refusal is not null) Log.RemovalsRefused(Logger, provider.Name, missing.Length, refusal);
        var fresh = IncrementalProgress.Fresh with { Refusal = refusal };
        await _kept.StartOverAsync(fresh, cancellationToken).ConfigureAwait(false);
        return fresh;
    }

    private string? RefusalOf(int given, int missing, int held)
    {
        if (Options.RejectEmptySourceCollections && given == 0 && held > 0) return "the source gave no entity at all";
        return Options.RejectRemovalsAbovePercentage is { } most && held > 0 && 100.0 * missing / held > most
            ? $"{missing} of {held} entities would go, more than {most} %"
            : null;
    }

    private async Task<IncrementalProgress> KeepAsync(IncrementalProgress progress, CancellationToken cancellationToken)
    {
        await _kept.SaveAsync(progress, null, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private static List<EntityRef> RefsOf(IncrementalPage page)
    {
        var refs = new List<EntityRef>(page.Entities.Count);
        foreach (var entity in page.Entities)
        {
            if (entity.Body.TryGetRef(out var entityRef)) refs.Add(entityRef);
        }

        return refs;
    }
}
