using System.Globalization;
using Catalog.Http.Answers;

namespace Catalog.Http.Requests;

/// <summary>
/// Reading what was written: an answer tells the sequence number that it reflects (<c>Catalog-Sequence</c>), and a request may ask for
/// at least one (<c>Catalog-Min-Sequence</c>).
/// </summary>
internal static class SequenceHeaders
{
    /// <summary>The number that an answer reflects; after a write, the number from which readers see it.</summary>
    public const string Reflected = "Catalog-Sequence";

    /// <summary>The number that a request wants to see at least.</summary>
    public const string Wanted = "Catalog-Min-Sequence";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the index has what the request wants; null when it has, else what to answer.</summary>
    public static async ValueTask<Answer?> WaitAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (request.Http.Request.Headers[Wanted] is not { Count: > 0 } given)
        {
            return null;
        }

        if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return Answer.InputError($"Header '{Wanted}' must be a sequence number as '{Reflected}' gives it");
        }

        if (request.Services.Engine is { CommitsAlone: true } engine && sequence > engine.Sequence)
        {
            return Answer.InputError($"Header '{Wanted}' asks for sequence {sequence}, the last one is {engine.Sequence}");
        }

        using var timeout = new CancellationTokenSource(Patience, request.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            request.Snapshot = await request.Services.Index.AtLeastAsync(sequence, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Answer.Unavailable($"The index has not reached sequence {sequence} yet");
        }
    }

    /// <summary>Tells the number that the answer reflects.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isChange">Whether it may have changed something after what it read.</param>
    public static void Tell(CatalogRequest request, bool isChange)
    {
        var sequence = isChange || request.ReadSnapshot is not { } read ? request.Services.Engine.Sequence : read.Sequence;
        request.Http.Response.Headers[Reflected] = sequence.ToString(CultureInfo.InvariantCulture);
    }
}
