using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>
/// Entities whose record was replaced after the state that is shown: what they have beside the newer body is taken from a later state that
/// knows the same record, so that no entity is put together of two.
/// </summary>
/// <param name="store">Where bodies are read.</param>
/// <param name="atLeast">Gives a snapshot that reflects a sequence, as soon as there is one.</param>
/// <param name="time">Measures the patience.</param>
internal sealed class ReplacedRecords(IBodyReader store, Func<long, CancellationToken, ValueTask<IndexSnapshot>> atLeast, TimeProvider time)
{
    /// <summary>How long a list waits for later states; after that it shows the newer bodies with what its own state has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Finds the places of such entities; what has gone by then stays nothing.</summary>
    /// <param name="job">The list.</param>
    /// <param name="replaced">The entities, with the newer bodies.</param>
    /// <param name="parts">Receives them.</param>
    /// <param name="cancellationToken">Stops the waiting and reading.</param>
    public async ValueTask FindAsync(ListJob job, List<ReplacedRecord> replaced, Part[] parts, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(job.GaveUp ? TimeSpan.Zero : Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            while (replaced.Count > 0)
            {
                var snapshot = await atLeast(replaced.Max(one => one.Body.Sequence), either.Token).ConfigureAwait(false);
                replaced = await SettleAsync(snapshot, replaced, parts, cancellationToken).ConfigureAwait(false);
                if (replaced.Count > 0)
                {
                    either.Token.ThrowIfCancellationRequested();
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            job.GaveUp = true;
            replaced.ForEach(one => parts[one.Place] = Part.Of(one.Body, job.State, one.Doc));
        }
    }

    // Gives those that were replaced once more, with their still newer bodies.
    private async ValueTask<List<ReplacedRecord>> SettleAsync(IndexSnapshot snapshot, List<ReplacedRecord> replaced, Part[] parts, CancellationToken cancellationToken)
    {
        var state = snapshot.State;
        var stale = new List<(ReplacedRecord One, int Doc)>();
        foreach (var one in replaced)
        {
            if (!snapshot.TryGet(one.Ref, out int doc))
            {
                continue;
            }

            if (state.Documents[doc]!.Sequence == one.Body.Sequence)
            {
                parts[one.Place] = Part.Of(one.Body, state, doc);
            }
            else
            {
                stale.Add((one, doc));
            }
        }

        var keys = stale.ConvertAll(item => new BodyKey(state.Documents[item.Doc]!.Sequence, item.One.Ref)).ToArray();
        var bodies = new ProcessedBody[keys.Length];
        if (keys.Length > 0)
        {
            await store.ReadBodiesAsync(keys, bodies, cancellationToken).ConfigureAwait(false);
        }

        var again = new List<ReplacedRecord>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (bodies[i].Sequence > keys[i].Sequence && !bodies[i].Utf8.IsEmpty)
            {
                again.Add(stale[i].One with { Body = bodies[i] });
            }
            else if (!bodies[i].Utf8.IsEmpty)
            {
                parts[stale[i].One.Place] = Part.Of(bodies[i], state, stale[i].Doc);
            }
        }

        return again;
    }
}

/// <summary>An entity whose record was replaced after the state that is shown.</summary>
/// <param name="Place">Its place in the batch.</param>
/// <param name="Doc">Its document in that state.</param>
/// <param name="Ref">Its ref.</param>
/// <param name="Body">The newer body.</param>
internal readonly record struct ReplacedRecord(int Place, int Doc, Model.EntityRef Ref, ProcessedBody Body);
