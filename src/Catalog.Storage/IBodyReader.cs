namespace Catalog.Storage;

/// <summary>Gives processed bodies: a store, or what keeps some of them nearer.</summary>
public interface IBodyReader
{
    /// <summary>
    /// Fills <paramref name="bodies"/> with the processed bodies of the keys, in order; empty where the entity is gone. When the
    /// record of that sequence has been replaced, the newest body of the ref is given; each tells which record it is of. The caller may keep the buffers,
    /// and must not write to them; who is done with one soon releases it (<see cref="ProcessedBody.Release"/>).
    /// </summary>
    /// <param name="keys">Which bodies.</param>
    /// <param name="bodies">Receives them; at least as long as <paramref name="keys"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken);
}
