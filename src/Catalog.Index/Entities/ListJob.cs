using Catalog.Index.Evaluation;
using Catalog.Index.State;
using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>What the batches of one list have in common.</summary>
internal sealed class ListJob(Readable source, EntityForm form, bool keep)
{
    public Readable Source => source;

    public IndexState State => source.State;

    public EntityForm Form => form;

    public IdentityFields? Identity { get; } = form.Fields is { } fields ? IdentityFields.For(source, fields) : null;

    public bool Keep => keep;

    /// <summary>The ref of a document.</summary>
    public Func<int, EntityRef> RefOf { get; } = doc => Refs.Of(source.State, source.State.Documents[doc]!.Ref);

    /// <summary>Whether it has waited for later states long enough.</summary>
    public bool GaveUp { get; set; }

    /// <summary>The version since which an entity is as a state has it; -1 when a later state has it differently.</summary>
    public static int Current(IndexState state, int doc) => state.RelationStamps.Of(doc) is var since && since <= state.Version ? since : -1;
}
