using Catalog.Index.Documents;
using Catalog.Index.State;
using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>Gathers what a final entity has beside its body. Not thread-safe; reuse it.</summary>
internal sealed class FactsReader
{
    private readonly RelationList _relations = new();

    /// <summary>The facts of a visible document, valid until the next call.</summary>
    public EntityFacts Of(IndexState state, int doc)
    {
        var document = state.Documents[doc]!;
        _relations.Read(state, document);
        return new EntityFacts(document.Uid, document.Orphan, _relations.ToJson(), Errors(state, document));
    }

    private static ReportedError[] Errors(IndexState state, Document document) => document.Trouble is not { Errors.Count: > 0 } trouble
        ? []
        : [.. trouble.Errors.Select(error => ReportedError.Of(error, Refs.Of(state, document.Ref)))];
}
