using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Catalog.Index.Documents;
using Catalog.Index.State;

namespace Catalog.Index.Entities;

/// <summary>The relations that an entity shows, sorted by type and target, without repeats. Not thread-safe; reuse it.</summary>
internal sealed class RelationList : IComparer<RelationList.Item>
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly List<Item> _items = [];
    private readonly ArrayBufferWriter<byte> _texts = new(1024);
    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private RelationTypes _types = RelationTypes.Empty;
    private int[] _ranks = [];
    private byte[][] _openings = [];

    /// <summary>The relations, valid until the next read.</summary>
    public IEnumerable<(string Type, string Target)> Items => _items.Select(item =>
        (System.Text.Encoding.UTF8.GetString(_types.Names[item.Type]), System.Text.Encoding.UTF8.GetString(Target(item))));

    /// <summary>Reads the relations of a document; gives their number.</summary>
    public int Read(IndexState state, Document document)
    {
        var pairs = new List<(int Type, int Target)>();
        ShownRelations.Collect(state, document, pairs);
        return Read(state, CollectionsMarshal.AsSpan(pairs));
    }

    /// <summary>Takes the relations that an entity shows, in any order and with repeats; gives their number without.</summary>
    public int Read(IndexState state, ReadOnlySpan<(int Type, int Target)> relations)
    {
        Know(state.Types);
        _items.Clear();
        _texts.ResetWrittenCount();
        foreach (var (type, target) in relations)
        {
            var start = _texts.WrittenCount;
            state.Texts.Write(target, _texts);
            _items.Add(new Item(type, target, start, _texts.WrittenCount - start));
        }

        _items.Sort(this);
        var kept = 0;
        var items = CollectionsMarshal.AsSpan(_items);
        foreach (var item in items)
        {
            if (kept == 0 || (items[kept - 1].Type, items[kept - 1].Text) != (item.Type, item.Text))
            {
                items[kept++] = item;
            }
        }

        _items.RemoveRange(kept, _items.Count - kept);
        return kept;
    }

    /// <summary>The relations as JSON, valid until the next call.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        _json.ResetWrittenCount();
        _json.Write("["u8);
        var comma = false;
        foreach (var item in CollectionsMarshal.AsSpan(_items))
        {
            _json.Write(comma ? ","u8 : default);
            _json.Write(_openings[item.Type]);
            Escape(Target(item), _json);
            _json.Write("\"}"u8);
            comma = true;
        }

        _json.Write("]"u8);
        return _json.WrittenMemory;
    }

    /// <inheritdoc/>
    public int Compare(Item x, Item y)
    {
        var c = _ranks[x.Type].CompareTo(_ranks[y.Type]);
        return c != 0 ? c : Target(x).SequenceCompareTo(Target(y));
    }

    private ReadOnlySpan<byte> Target(Item item) => _texts.WrittenSpan.Slice(item.Start, item.Length);

    // What follows from the types alone: the order of their names, and what a relation of each begins with.
    private void Know(RelationTypes types)
    {
        if (ReferenceEquals(_types, types))
        {
            return;
        }

        _types = types;
        _openings = [.. types.Names.Select(Opening)];
        _ranks = new int[types.Names.Count];
        foreach (var (rank, type) in Enumerable.Range(0, _ranks.Length).Order(ByName(types)).Index())
        {
            _ranks[type] = rank;
        }
    }

    private static Comparer<int> ByName(RelationTypes types) => Comparer<int>.Create((x, y) => types.Names[x].AsSpan().SequenceCompareTo(types.Names[y]));

    private static byte[] Opening(byte[] type)
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write("{\"type\":\""u8);
        Escape(type, text);
        text.Write("\",\"targetRef\":\""u8);
        return text.WrittenSpan.ToArray();
    }

    private static void Escape(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output) =>
        output.Write(text.ContainsAny(Escaped) ? JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes : text);

    /// <summary>A relation: its type, its target's text, and where that stands in the list's buffer.</summary>
    internal readonly record struct Item(int Type, int Text, int Start, int Length);
}
