using System.Collections.Immutable;
using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.Rows;
using Catalog.Index.State;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>Turns a record and its flattened rows into numbers: terms, emitted relations, children.</summary>
internal sealed class DocumentReader(TextPool texts, TermTable terms)
{
    private const int RecentKeys = 4096;

    private readonly (ulong Hash, int Key)[] _recent = new (ulong, int)[RecentKeys];
    private readonly byte[] _buffer = new byte[4096];
    private readonly HashSet<Emission> _seen = [];
    private int _removals;

    /// <summary>The relation types met so far.</summary>
    public RelationTypes Types { get; private set; } = RelationTypes.Empty;

    /// <summary>The keys that have had values not in lower case.</summary>
    public ImmutableHashSet<int> Spelled { get; private set; } = [];

    /// <summary>The number of a ref's text.</summary>
    public int Ref(EntityRef entity)
    {
        var text = Utf8(entity.ToString());
        return texts.Intern(text, TextPool.Hash(text));
    }

    /// <summary>The number of a ref's text; -1 when the index has never met it.</summary>
    public int FindRef(EntityRef entity) => texts.Find(Utf8(entity.ToString()));

    /// <summary>The terms of rows, ascending, without repeats.</summary>
    public void Terms(RowBuffer rows, List<int> output)
    {
        output.Clear();
        if (_removals != texts.Removals)
        {
            _removals = texts.Removals;
            Array.Clear(_recent);
        }

        foreach (var row in rows.Rows)
        {
            var keyText = rows.Slice(row.KeyStart, row.KeyLength);
            if (keyText.StartsWith("relations."u8))
            {
                continue;
            }

            var key = Key(keyText, row.KeyHash);
            if (row.IsNull)
            {
                output.Add(terms.Intern(key, TextPool.Null));
                continue;
            }

            output.Add(terms.Intern(key, texts.Intern(rows.Slice(row.ValueStart, row.ValueLength), row.ValueHash)));
            if (row.IsSpelled)
            {
                Spelled = Spelled.Add(key);
                output.Add(terms.Intern(
                    InternalKey.Spelling(key), texts.Intern(rows.Slice(row.OriginalStart, row.OriginalLength), row.OriginalHash)));
            }
        }

        output.Sort();
    }

    /// <summary>The relations that a record emits, without repeats.</summary>
    public void Emitted(EntityRecord record, List<Emission> output)
    {
        output.Clear();
        _seen.Clear();
        foreach (var relation in record.Relations)
        {
            var source = relation.Source == record.Ref ? 0 : Ref(relation.Source);
            var emission = new Emission(source, Type(relation.Type), Ref(relation.Target));
            if (_seen.Add(emission))
            {
                output.Add(emission);
            }
        }
    }

    /// <summary>The term by which a relation is searched.</summary>
    public int Term(Emission relation) => terms.Intern(Types.KeyOfType[relation.Type], relation.Target);

    // Most keys are among a few hundred; the hash is keyed with a secret, so nobody can make two of them meet here.
    private int Key(ReadOnlySpan<byte> text, ulong hash)
    {
        ref var recent = ref _recent[hash & (RecentKeys - 1)];
        if (recent.Hash != hash)
        {
            recent = (hash, texts.Intern(text, hash));
        }

        return recent.Key;
    }

    private int Type(string type)
    {
        var name = Utf8(type);
        var known = Types.Find(name);
        if (known >= 0)
        {
            return known;
        }

        var copy = name.ToArray();
        var key = Utf8(LowerCase.Of(WellKnown.RelationPrefix + type));
        Types = Types.With(copy, texts.Intern(key, TextPool.Hash(key)));

        // The key of a type outlives its relations: types are few and are never forgotten.
        texts.Reference(Types.KeyOfType[^1]);
        return Types.Names.Count - 1;
    }

    private ReadOnlySpan<byte> Utf8(string text) => text.Length * 3 > _buffer.Length
        ? System.Text.Encoding.UTF8.GetBytes(text)
        : _buffer.AsSpan(0, System.Text.Encoding.UTF8.GetBytes(text, _buffer));
}
