using Catalog.Grains.Providers;
using Catalog.Model;
using Catalog.Orleans.Wire;

namespace Catalog.Orleans.Providers;

/// <summary>
/// One provider's bucket; the key is the provider's name. Its mutations are applied one after the other. A full one is given in parts, each
/// taken when there is room for it.
/// </summary>
internal interface IProviderGrain : IGrainWithStringKey
{
    /// <summary>Adds, replaces and removes; refused, to be asked for again, when the fencing token of who asks for it is outdated.</summary>
    [ResponseTimeout("00:30:00")]
    Task<MutationReply> ChangeAsync(ProvidedOnWire[] added, RemovedOnWire[] removed, long token);

    /// <summary>Begins a full mutation; what follows names its id.</summary>
    Task<Guid> BeginAsync();

    /// <summary>The next part.</summary>
    [ResponseTimeout("00:30:00")]
    Task AddAsync(Guid mutation, ProvidedOnWire[] part);

    /// <summary>That was all; what is not among it goes.</summary>
    [ResponseTimeout("00:30:00")]
    Task<MutationReply> EndAsync(Guid mutation);

    /// <summary>The rest will not come: nothing goes.</summary>
    Task AbandonAsync(Guid mutation);
}

/// <summary>A provided entity on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("catalog.provided")]
internal readonly record struct ProvidedOnWire([property: Id(0)] byte[] Body, [property: Id(1)] string? LocationKey)
{
    public static ProvidedOnWire From(ProvidedEntity entity) => new(Bytes.Of(entity.Body.Utf8), entity.LocationKey);

    public ProvidedEntity ToEntity() => new(new EntityBody(Body), LocationKey);
}

/// <summary>A removed entity on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("catalog.removed")]
internal readonly record struct RemovedOnWire([property: Id(0)] string Ref, [property: Id(1)] string? LocationKey)
{
    public static RemovedOnWire From(RemovedEntity entity) => new(entity.Ref.ToString(), entity.LocationKey);

    public RemovedEntity ToEntity() => new(EntityRef.Parse(Ref), LocationKey);
}

/// <summary>A <see cref="MutationResult"/> on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("catalog.mutation-reply")]
internal sealed record MutationReply(
    [property: Id(0)] int Submitted, [property: Id(1)] int Changed, [property: Id(2)] int Removed,
    [property: Id(3)] (int Number, string? Ref, Problem Reason)[] Rejected, [property: Id(4)] long Sequence)
{
    public static MutationReply From(MutationResult result) => new(
        result.Submitted, result.Changed, result.Removed,
        [.. result.Rejected.Select(r => (r.Number, r.Ref.IsDefault ? null : r.Ref.ToString(), r.Reason))], result.Sequence);

    public MutationResult ToResult() => new(
        Submitted, Changed, Removed, [.. Rejected.Select(r => new RejectedEntity(r.Number, r.Ref is null ? default : EntityRef.Parse(r.Ref), r.Reason))], Sequence);
}
