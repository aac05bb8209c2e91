using Catalog.Index.Documents;
using Catalog.Index.State;
using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>Gathers what the final entities of a batch have beside their bodies. Not thread-safe; reuse it.</summary>
internal sealed class FactsReader
{
    private readonly GatheredRelations _batch = new();
    private readonly GatheredRelations _other = new();
    private readonly RelationList _relations = new();
    private readonly List<int> _docs = [];
    private int _next;

    /// <summary>Gathers for the entities of a batch that have to be put together.</summary>
    /// <param name="state">The state that most of them are of.</param>
    /// <param name="parts">The entities.</param>
    public void Read(IndexState state, ReadOnlySpan<Part> parts)
    {
        _docs.Clear();
        foreach (var part in parts)
        {
            if (part.Body is not null && part.State == state)
            {
                _docs.Add(part.Doc);
            }
        }

        _next = 0;
        _batch.Read(state, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_docs));
    }

    /// <summary>The facts of the next entity of the batch that has to be put together; valid until the next call.</summary>
    /// <param name="batch">The state that was read.</param>
    /// <param name="part">The entity.</param>
    public EntityFacts Next(IndexState batch, Part part)
    {
        var state = part.State!;
        var document = state.Documents[part.Doc]!;
        _relations.Read(state, state == batch ? _batch.Of(_next++) : Other(part));
        return new EntityFacts(document.Uid, document.Orphan, _relations.ToJson(), Errors(state, document));
    }

    private ReadOnlySpan<(int Type, int Target)> Other(Part part)
    {
        _other.Read(part.State!, [part.Doc]);
        return _other.Of(0);
    }

    private static ReportedError[] Errors(IndexState state, Document document) => document.Trouble is not { Errors.Count: > 0 } trouble
        ? []
        : [.. trouble.Errors.Select(error => ReportedError.Of(error, Refs.Of(state, document.Ref)))];
}
