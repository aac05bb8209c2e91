using Catalog.Grains.Entities;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>A message on its way, with whom to answer.</summary>
/// <param name="Message">The message.</param>
/// <param name="Receiver">Who waits for the answer; null for nobody.</param>
/// <param name="Tag">By which the receiver knows it.</param>
/// <param name="Token">The fencing token of when it was sent, with which what it changes is committed (<see cref="ICatalogStore.FenceAsync"/>); null for that of the moment.</param>
internal readonly record struct Envelope(EntityMessage Message, IReceiver? Receiver = null, int Tag = 0, long? Token = null);

/// <summary>Somebody who waits for answers.</summary>
internal interface IReceiver
{
    /// <summary>What it waits for when the message has the entity processed or deleted; of dropping one, only <see cref="Patience.UntilTold"/> counts.</summary>
    Patience Patience => Patience.UntilTaken;

    /// <summary>The message with this tag was taken, or failed for good. Must be quick and not throw.</summary>
    void Answered(int tag, TurnAnswer answer);
}

/// <summary>What is waited for.</summary>
internal enum Patience
{
    /// <summary>That the message is taken, and that durably if it changes anything.</summary>
    UntilTaken,

    /// <summary>That the entity has been processed.</summary>
    UntilProcessed,

    /// <summary>That others have also been told what came of it.</summary>
    UntilTold,
}

/// <summary>What became of a message.</summary>
/// <param name="Entity">Which entity answers.</param>
/// <param name="Sequence">Readers at this sequence number see it.</param>
/// <param name="Changed">Whether the turn wrote anything.</param>
/// <param name="Existed">Whether there was an entity before the message.</param>
/// <param name="Refusal">Why a submitted body was refused.</param>
/// <param name="Failure">What went wrong in the engine; the message was not taken.</param>
internal readonly record struct TurnAnswer(EntityRef Entity, long Sequence, bool Changed, bool Existed, Problem? Refusal = null, Exception? Failure = null);

/// <summary>A run that had to wait for something has ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Outcome">What it gave; null when it was called off.</param>
/// <param name="Took">How long it took.</param>
internal sealed record RunEnded(EntityRun Run, ProcessingOutcome? Outcome, TimeSpan Took) : EntityMessage;
