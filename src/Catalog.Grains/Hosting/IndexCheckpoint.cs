using System.Text.Json;
using Catalog.Grains.Telemetry;
using Catalog.Index;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Hosting;

/// <summary>
/// Keeps what the index holds in a file, so that the next start makes it of that and of what has changed since, instead of all entities. Written
/// when as much has changed as there are entities, while nothing else is applied, and when the engine stops. A file may be lost or damaged at any
/// time; then the start takes longer.
/// </summary>
/// <remarks>
/// The file bears a name that is committed to the store once the file is complete. So a store that knows the name has everything the file
/// reflects, and what it has beside that, it has in the feed after it; one that was put back to an older state knows another name.
/// Only for a store that no other process commits to.
/// </remarks>
internal sealed class IndexCheckpoint(string path, int atLeast, CatalogIndex index, ICatalogStore store, Func<int> entities, ILogger logger) : IFeedFollower
{
    private const string Scope = "index";
    private const string Key = "checkpoint";

    // In parts of the catalog. An entity that comes is committed twice, so one that grows is written each time it has doubled; a fiftieth is
    // loaded sooner than a checkpoint is written.
    private const int MuchAtWork = 1;
    private const int MuchAtStop = 50;

    private long _saved;
    private Task _publishing = Task.CompletedTask;

    /// <summary>Fills the index, which is empty, if there is a file that belongs to the store.</summary>
    /// <returns>The sequence number up to which the index need not be told of anything; 0 when there is no such file.</returns>
    public async Task<long> RestoreAsync(CancellationToken cancellationToken)
    {
        if (await store.GetItemAsync(Scope, Key, cancellationToken).ConfigureAwait(false) is not { } item || !File.Exists(path)) return 0;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            return _saved = index.Restore(file, JsonSerializer.Deserialize<Guid>(item.Value.Span));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            Log.CheckpointUnusable(logger, path, e.Message);
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        if (HasChanged(MuchAtWork)) Save();
    }

    /// <inheritdoc/>
    public ValueTask LoadAsync(IReadOnlyList<FeedEntry> entries, bool last, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Writes the file once more, unless little has changed. Nothing may be applied any more.</summary>
    public async Task CompleteAsync()
    {
        await _publishing.ConfigureAwait(false);
        if (HasChanged(MuchAtStop)) await Task.Run(Save).ConfigureAwait(false);
        await _publishing.ConfigureAwait(false);
    }

    private string Unfinished => path + ".new";

    /// <summary>Whether at least one part of so many has changed since the file was written.</summary>
    private bool HasChanged(int parts) =>
        _publishing.IsCompleted && entities() is var count && count >= atLeast && index.Current.Sequence - _saved >= Math.Max(1, count / parts);

    private void Save()
    {
        _saved = index.Current.Sequence;
        try
        {
            var name = Guid.NewGuid();
            using (var file = new FileStream(Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16)) index.Save(file, name);
            _publishing = PublishAsync(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(e);
        }
    }

    private async Task PublishAsync(Guid name)
    {
        try
        {
            var item = new ItemChange(Scope, Key, JsonSerializer.SerializeToUtf8Bytes(name));
            await store.CommitAsync(new CommitBatch { Items = [item] }, CancellationToken.None).ConfigureAwait(false);
            File.Move(Unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            GiveUp(e);
        }
    }

    private void GiveUp(Exception cause)
    {
        Log.CheckpointNotSaved(logger, path, cause.Message);
        try
        {
            File.Delete(Unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one is written over it.
        }
    }
}
