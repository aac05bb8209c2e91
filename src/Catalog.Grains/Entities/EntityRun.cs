using Catalog.Processing;

namespace Catalog.Grains.Entities;

/// <summary>A run of the processing pipeline over an entity, and what tells later whether its result still fits.</summary>
/// <param name="Request">What the pipeline is given.</param>
/// <param name="Uid">The incarnation.</param>
/// <param name="BodyHash">The body's hash.</param>
public sealed record EntityRun(ProcessingRequest Request, Guid Uid, UInt128 BodyHash);
