using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.State;

namespace Catalog.Index.Entities;

/// <summary>The relations that an entity shows, sorted by type and target, without repeats. Not thread-safe; reuse it.</summary>
internal sealed class RelationList : IComparer<RelationList.Item>
{
    private readonly List<(int Type, int Target)> _pairs = [];
    private readonly List<Item> _items = [];
    private readonly ArrayBufferWriter<byte> _texts = new(1024);
    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private readonly byte[] _scratch = new byte[TextPool.ScratchLength];
    private IReadOnlyList<byte[]> _names = [];

    /// <summary>The relations, valid until the next read.</summary>
    public IEnumerable<(string Type, string Target)> Items => _items.Select(item =>
        (System.Text.Encoding.UTF8.GetString(_names[item.Type]), System.Text.Encoding.UTF8.GetString(Target(item))));

    /// <summary>Reads the relations of a document; gives their number.</summary>
    public int Read(IndexState state, Document document)
    {
        _names = state.Types.Names;
        _pairs.Clear();
        _items.Clear();
        _texts.ResetWrittenCount();
        ShownRelations.Collect(state, document, _pairs);
        foreach (var (type, target) in _pairs)
        {
            var text = state.Texts.Get(target, _scratch);
            _items.Add(new Item(type, target, _texts.WrittenCount, text.Length));
            _texts.Write(text);
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
        foreach (var item in _items)
        {
            _json.Write(comma ? ",{\"type\":\""u8 : "{\"type\":\""u8);
            Escape(_names[item.Type]);
            _json.Write("\",\"targetRef\":\""u8);
            Escape(Target(item));
            _json.Write("\"}"u8);
            comma = true;
        }

        _json.Write("]"u8);
        return _json.WrittenMemory;
    }

    /// <inheritdoc/>
    public int Compare(Item x, Item y)
    {
        var c = x.Type == y.Type ? 0 : _names[x.Type].AsSpan().SequenceCompareTo(_names[y.Type]);
        return c != 0 ? c : Target(x).SequenceCompareTo(Target(y));
    }

    private ReadOnlySpan<byte> Target(Item item) => _texts.WrittenSpan.Slice(item.Start, item.Length);

    private void Escape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyInRange((byte)0, (byte)31) < 0 && text.IndexOfAny((byte)'"', (byte)'\\') < 0)
        {
            _json.Write(text);
        }
        else
        {
            _json.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
    }

    /// <summary>A relation: its type, its target's text, and where that stands in the list's buffer.</summary>
    internal readonly record struct Item(int Type, int Text, int Start, int Length);
}
