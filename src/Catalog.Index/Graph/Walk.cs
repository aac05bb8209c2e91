using Catalog.Index.Evaluation;
using Catalog.Index.Memory;
using Catalog.Index.Rows;
using Catalog.Index.State;
using Catalog.Model;

namespace Catalog.Index.Graph;

/// <summary>Walks over relations, breadth first.</summary>
internal sealed class Walk
{
    private readonly IndexState _state;
    private readonly GraphQuery _query;
    private readonly Term _where;
    private readonly HashSet<string>? _types;
    private readonly Dictionary<int, int> _depths = [];
    private readonly Queue<int> _todo = new();
    private readonly HashSet<Relation> _edges = [];
    private bool _truncated;

    /// <summary>Prepares a walk.</summary>
    public Walk(Readable source, GraphQuery query)
    {
        _state = source.State;
        _query = query;
        _where = new Binder(source).Bind(query.Where);
        _types = query.Types?.Select(LowerCase.Of).ToHashSet();
    }

    /// <summary>Walks.</summary>
    public GraphAnswer Answer()
    {
        foreach (var root in _query.Roots)
        {
            Reach(Refs.Document(_state, root), 0);
        }

        while (_todo.TryDequeue(out var doc))
        {
            var depth = _depths[doc];
            if (depth < _query.Depth)
            {
                Step(doc, depth + 1);
            }
        }

        var nodes = _depths.Select(node => new GraphNode(node.Key, Refs.Of(_state, _state.Documents[node.Key]!.Ref), node.Value)).OrderBy(node => node.Depth);
        return new GraphAnswer([.. nodes], [.. _edges], _truncated);
    }

    private void Step(int doc, int depth)
    {
        var document = _state.Documents[doc]!;
        var self = Refs.Of(_state, document.Ref);
        if (_query.Direction != GraphDirection.Incoming)
        {
            foreach (var (type, target) in ShownRelations.Of(_state, document))
            {
                if (Follows(type) && Reach(_state.Of(InternalKey.Ref, target).Single, depth))
                {
                    _edges.Add(new Relation(self, Name(type), Refs.Of(_state, target)));
                }
            }
        }

        if (_query.Direction != GraphDirection.Outgoing)
        {
            Incoming(document.Ref, self, depth);
        }
    }

    private void Incoming(int target, EntityRef self, int depth)
    {
        foreach (var key in _state.Types.Keys)
        {
            foreach (var doc in _state.Of(key, target).ToArray())
            {
                // The posting forgets the spelling of the type; the relation itself has it.
                foreach (var (type, to) in ShownRelations.Of(_state, _state.Documents[doc]!))
                {
                    if (to == target && _state.Types.KeyOfType[type] == key && Follows(type) && Reach(doc, depth))
                    {
                        _edges.Add(new Relation(Refs.Of(_state, _state.Documents[doc]!.Ref), Name(type), self));
                    }
                }
            }
        }
    }

    // Whether a document is part of the answer.
    private bool Reach(int doc, int depth)
    {
        if (doc < 0 || _state.Documents[doc] is not { Visible: true } || !_where.Matches(doc))
        {
            return false;
        }

        if (_depths.ContainsKey(doc))
        {
            return true;
        }

        if (_depths.Count >= _query.Limit)
        {
            _truncated = true;
            return false;
        }

        _depths.Add(doc, depth);
        _todo.Enqueue(doc);
        return true;
    }

    private bool Follows(int type) => _types is null || _types.Contains(LowerCase.Of(Name(type)));

    private string Name(int type) => System.Text.Encoding.UTF8.GetString(_state.Types.Names[type]);
}
