using Catalog.Index.Evaluation;
using Catalog.Index.State;

namespace Catalog.Index.Entities;

/// <summary>What the batches of one list have in common.</summary>
internal sealed class ListJob(Readable source, EntityForm form, bool keep)
{
    public Readable Source => source;

    public IndexState State => source.State;

    public EntityForm Form => form;

    public IdentityFields? Identity { get; } = form.Fields is { } fields ? IdentityFields.For(source, fields) : null;

    public bool Keep => keep;

    /// <summary>The version since which an entity is as this state has it; -1 when a later state has it differently.</summary>
    public int Current(int doc) => source.State.RelationStamps.Of(doc) is var since && since <= source.State.Version ? since : -1;
}
