using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Catalog.Index.Evaluation;
using Catalog.Index.Memory;
using Catalog.Index.State;

namespace Catalog.Index.Entities;

/// <summary>
/// Answers selections of nothing but kind, apiVersion, namespace and name from the index itself: no body is read. Clients ask for little
/// else when they list many.
/// </summary>
internal sealed class IdentityFields
{
    private static readonly string[][] Known = [["kind"], ["apiVersion"], ["metadata", "namespace"], ["metadata", "name"]];

    private readonly IndexState _state;
    private readonly List<Field> _fields = [];

    private IdentityFields(IndexState state) => _state = state;

    /// <summary>Prepares for a selection; null when it asks for more.</summary>
    public static IdentityFields? For(Readable source, FieldSelection fields)
    {
        var result = new IdentityFields(source.State);
        foreach (var parts in fields.Paths.Select(path => path.Split('.')))
        {
            if (!Known.Any(parts.SequenceEqual))
            {
                return null;
            }

            var key = source.State.KeyOf(System.Text.Encoding.UTF8.GetBytes(string.Join('.', parts).ToLowerInvariant()));
            if (key < 0)
            {
                return null;
            }

            result._fields.Add(new Field(parts, source.Key(key), source.Key(InternalKey.Spelling(key))));
        }

        return result;
    }

    /// <summary>Whether the index has all that is asked of a document; else its body has to be read after all.</summary>
    public bool Has(int doc) => _state.Documents[doc]!.HasIdentity && _fields.TrueForAll(field => field.Term(doc) >= 0);

    /// <summary>Writes the fields of a document that <see cref="Has"/> holds for.</summary>
    public void Write(int doc, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var comma = false;
        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].Parts.Length == 1)
            {
                Member(_fields[i].Parts[0], _fields[i].Term(doc), output, ref comma);
            }
            else if (_fields.FindIndex(field => field.Parts.Length == 2) == i)
            {
                Metadata(doc, output, ref comma);
            }
        }

        output.Write("}"u8);
    }

    private void Metadata(int doc, IBufferWriter<byte> output, ref bool comma)
    {
        output.Write(comma ? ",\"metadata\":{"u8 : "\"metadata\":{"u8);
        comma = true;
        var inner = false;
        foreach (var field in _fields)
        {
            if (field.Parts.Length == 2)
            {
                Member(field.Parts[1], field.Term(doc), output, ref inner);
            }
        }

        output.Write("}"u8);
    }

    private void Member(string name, int term, IBufferWriter<byte> output, ref bool comma)
    {
        output.Write(comma ? ",\""u8 : "\""u8);
        comma = true;
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        output.Write(System.Text.Encoding.ASCII.GetBytes(name, scratch) is var n ? scratch[..n] : default);
        output.Write("\":\""u8);
        var text = _state.Texts.Get(_state.Terms.Value(term), scratch);
        if (text.ContainsAnyExceptInRange((byte)' ', (byte)'~') || text.IndexOfAny((byte)'"', (byte)'\\') >= 0)
        {
            output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
        else
        {
            output.Write(text);
        }

        output.Write("\""u8);
    }

    private sealed record Field(string[] Parts, KeyIndex Values, KeyIndex Spellings)
    {
        // The term of the value in its own spelling; -1 when there is none or are several.
        public int Term(int doc)
        {
            var spelled = Spellings.Order.Count == 0 ? 0 : Spellings.Column[doc];
            return spelled > 0 ? spelled - 1 : spelled < 0 ? -1 : Values.Column[doc] - 1 is >= 0 and var term ? term : -1;
        }
    }
}
