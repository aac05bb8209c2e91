using System.Buffers;
using System.Text.Json;

namespace Catalog.Index.Entities;

/// <summary>Cuts the selected fields out of an entity's UTF-8 and writes them as one object. No tree of the entity is built, only of the fields found.</summary>
internal static class Projection
{
    /// <summary>Writes the selected fields of an entity; <c>{}</c> when it has none of them.</summary>
    public static void Write(ReadOnlySpan<byte> entity, FieldSelection fields, IBufferWriter<byte> output)
    {
        var root = new Node([]);
        var found = new TextRange[fields.Parts.Length];
        var keys = new List<byte[]>[fields.Parts.Length];
        Find(entity, new TextRange(0, entity.Length), [.. fields.Parts.Select((parts, i) => new Search(i, parts, 0))], found, keys);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i].Length > 0)
            {
                root.Set(keys[i], found[i]);
            }
        }

        root.Write(entity, output);
    }

    // One object is scanned once for all searches that have come to it; each goes on in the member with the shortest name that fits.
    private static void Find(ReadOnlySpan<byte> entity, TextRange at, List<Search> searches, TextRange[] found, List<byte[]>[] keys)
    {
        if (entity[at.Start] != '{')
        {
            return;
        }

        var best = new Match[searches.Count];
        var taken = new int[searches.Count];
        var reader = new Utf8JsonReader(at.Slice(entity), new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            byte[]? name = null;
            for (var i = 0; i < searches.Count; i++)
            {
                taken[i] = searches[i].Parts(ref reader);
                name ??= taken[i] > 0 ? Name(ref reader) : null;
            }

            reader.Read();
            var start = at.Start + (int)reader.TokenStartIndex;
            reader.Skip();
            var value = new TextRange(start, at.Start + (int)reader.BytesConsumed);
            for (var i = 0; i < searches.Count; i++)
            {
                if (taken[i] > 0 && (best[i].Taken == 0 || taken[i] <= best[i].Taken))
                {
                    best[i] = new Match(taken[i], name!, value);
                }
            }
        }

        GoOn(entity, searches, best, found, keys);
    }

    private static void GoOn(ReadOnlySpan<byte> entity, List<Search> searches, Match[] best, TextRange[] found, List<byte[]>[] keys)
    {
        var deeper = new Dictionary<TextRange, List<Search>>();
        for (var i = 0; i < searches.Count; i++)
        {
            var (search, match) = (searches[i], best[i]);
            if (match.Taken == 0)
            {
                continue;
            }

            (keys[search.Field] ??= []).Add(match.Name);
            if (search.From + match.Taken == search.Path.Length)
            {
                found[search.Field] = match.Value;
            }
            else
            {
                if (!deeper.TryGetValue(match.Value, out var list))
                {
                    deeper.Add(match.Value, list = []);
                }

                list.Add(search with { From = search.From + match.Taken });
            }
        }

        foreach (var (range, list) in deeper)
        {
            Find(entity, range, list, found, keys);
        }
    }

    private static byte[] Name(ref Utf8JsonReader reader)
    {
        var name = new byte[reader.ValueSpan.Length];
        return name[..reader.CopyString(name)];
    }

    private readonly record struct Match(int Taken, byte[] Name, TextRange Value);

    // One field on its way down: the parts from From on are still to be found.
    private readonly record struct Search(int Field, byte[][] Path, int From)
    {
        // How many parts, joined by dots, make up the property name at hand; 0 for none.
        public int Parts(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals(Path[From]))
            {
                return 1;
            }

            if (From + 1 == Path.Length || !reader.ValueSpan.Contains((byte)'.'))
            {
                return 0;
            }

            var name = Name(ref reader);
            var at = Path[From].Length;
            if (!name.AsSpan().StartsWith(Path[From]))
            {
                return 0;
            }

            for (var i = From + 1; i < Path.Length; i++)
            {
                if (at >= name.Length || name[at] != '.' || !name.AsSpan(at + 1).StartsWith(Path[i]))
                {
                    return 0;
                }

                at += 1 + Path[i].Length;
                if (at == name.Length)
                {
                    return i - From + 1;
                }
            }

            return 0;
        }
    }

    // What was selected: a value cut from the entity, or an object of further members.
    private sealed class Node(byte[] name)
    {
        private readonly List<Node> _members = [];
        private TextRange _value;

        public void Set(List<byte[]> path, TextRange value)
        {
            var node = this;
            foreach (var key in path)
            {
                if (node._value.Length > 0)
                {
                    return;
                }

                var next = node._members.Find(member => member.HasName(key));
                if (next is null)
                {
                    next = new Node(key);
                    node._members.Add(next);
                }

                node = next;
            }

            node._members.Clear();
            node._value = value;
        }

        public void Write(ReadOnlySpan<byte> entity, IBufferWriter<byte> output)
        {
            if (_value.Length > 0)
            {
                output.Write(_value.Slice(entity));
                return;
            }

            var comma = false;
            output.Write("{"u8);
            foreach (var member in _members)
            {
                output.Write(comma ? ",\""u8 : "\""u8);
                member.WriteName(output);
                output.Write("\":"u8);
                member.Write(entity, output);
                comma = true;
            }

            output.Write("}"u8);
        }

        private bool HasName(byte[] key) => name.AsSpan().SequenceEqual(key);

        private void WriteName(IBufferWriter<byte> output) =>
            output.Write(JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
    }
}
