using System.Collections.Immutable;
using System.Text;
using Catalog.Index.Checkpoints;
using Catalog.Index.Memory;
using Catalog.Index.Rows;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>The relation types met, and the keys whose values are not all in lower case: few, never forgotten, known to all readers of entries.</summary>
internal sealed class Vocabulary(TextPool texts)
{
    private readonly Lock _adding = new();
    private volatile RelationTypes _types = RelationTypes.Empty;
    private volatile ImmutableHashSet<int> _spelled = [];

    /// <summary>The relation types met so far.</summary>
    public RelationTypes Types => _types;

    /// <summary>The keys that have had values not in lower case.</summary>
    public ImmutableHashSet<int> Spelled => _spelled;

    /// <summary>Writes it.</summary>
    public void Save(CheckpointWriter output)
    {
        output.Write(_types.Names.Count);
        for (var type = 0; type < _types.Names.Count; type++)
        {
            output.WriteAll<byte>(_types.Names[type]);
            output.Write(_types.KeyOfType[type]);
        }

        output.WriteAll<int>([.. _spelled]);
    }

    /// <summary>Reads what was written, for the same texts.</summary>
    public void Restore(CheckpointReader input)
    {
        for (var types = input.Count(sizeof(int)); types > 0; types--)
        {
            _types = _types.With(input.ReadAll<byte>(), input.Read<int>());
        }

        _spelled = [.. input.ReadAll<int>()];
    }

    /// <summary>Notes a key that has a value not in lower case.</summary>
    public void AddSpelled(int key)
    {
        if (!_spelled.Contains(key))
        {
            lock (_adding)
            {
                _spelled = _spelled.Add(key);
            }
        }
    }

    /// <summary>The number of a relation type, added when it is not there.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="utf8">The same in UTF-8.</param>
    public int TypeOf(string type, ReadOnlySpan<byte> utf8)
    {
        var known = _types.Find(utf8);
        if (known >= 0)
        {
            return known;
        }

        lock (_adding)
        {
            known = _types.Find(utf8);
            return known >= 0 ? known : Add(type, utf8);
        }
    }

    private int Add(string type, ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetBytes(LowerCase.Of(WellKnown.RelationPrefix + type));
        var key = texts.Intern(text, TextPool.Hash(text));

        // The key of a type outlives its relations.
        texts.Reference(key);
        _types = _types.With(utf8.ToArray(), key);
        return _types.Names.Count - 1;
    }
}
