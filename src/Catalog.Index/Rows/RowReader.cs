using System.Buffers;
using System.Text;
using System.Text.Json;
using Catalog.Index.Memory;

namespace Catalog.Index.Rows;

/// <summary>
/// Flattens an entity into searchable rows (contract, section 3) in one pass over its UTF-8, without building a tree. In: a processed
/// body. Out: rows, all but those of relations, which the graph gives, and of the uid, which the order by uid gives. Not thread-safe; reuse it.
/// </summary>
internal sealed class RowReader
{
    private const int MaxLength = 200;

    private static readonly string[] Unwalked =
        ["attachments", "relations", "status", "metadata.name", "metadata.namespace", "metadata.uid", "metadata.etag"];

    private static readonly byte[][] UnwalkedPaths = [.. Unwalked.Select(Encoding.UTF8.GetBytes)];

    private readonly ArrayBufferWriter<byte> _lowerKey = new(256);
    private readonly ArrayBufferWriter<byte> _lowerValue = new(256);
    private readonly HashSet<ulong> _items = [];
    private byte[] _path = new byte[1024];
    private byte[] _text = new byte[1024];
    private bool _orphan;

    /// <summary>Reads the rows of a body.</summary>
    /// <param name="body">The processed body.</param>
    /// <param name="orphan">Whether the derived orphan annotation is part of the entity.</param>
    /// <param name="rows">Receives the rows; cleared first.</param>
    /// <exception cref="JsonException">The body is no JSON object.</exception>
    public void Read(ReadOnlySpan<byte> body, bool orphan, RowBuffer rows)
    {
        rows.Clear();
        _orphan = orphan;
        _items.Clear();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        var identity = new Identity();
        Object(ref reader, 0, 0, ref identity, rows);
        Identify(body, identity, rows);
        if (orphan)
        {
            Scalar(WellKnown.OrphanPath, "true"u8, rows);
        }
    }

    // Where metadata.name and metadata.namespace stand in the body, as token offsets; they are added after the walk.
    private struct Identity
    {
        public int Name;
        public int Namespace;
    }

    private void Object(ref Utf8JsonReader reader, int path, int depth, ref Identity identity, RowBuffer rows)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var child = Push(path, ref reader);
            reader.Read();
            if (IsUnwalked(child, depth))
            {
                Note(child, (int)reader.TokenStartIndex, ref identity);
                reader.Skip();
            }
            else if (_orphan && _path.AsSpan(0, child).SequenceEqual(WellKnown.OrphanPath))
            {
                reader.Skip();
            }
            else
            {
                Value(ref reader, child, depth + 1, ref identity, rows);
            }
        }
    }

    private void Value(ref Utf8JsonReader reader, int path, int depth, ref Identity identity, RowBuffer rows)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(ref reader, path, depth, ref identity, rows);
                break;
            case JsonTokenType.StartArray:
                Array(ref reader, path, depth, ref identity, rows);
                break;
            case JsonTokenType.Null:
                Null(_path.AsSpan(0, path), rows);
                break;
            case JsonTokenType.Number:
                Scalar(_path.AsSpan(0, path), JsNumber.Canonical(reader.ValueSpan), rows);
                break;
            case JsonTokenType.True:
                Scalar(_path.AsSpan(0, path), "true"u8, rows);
                break;
            case JsonTokenType.False:
                Scalar(_path.AsSpan(0, path), "false"u8, rows);
                break;
            default:
                Scalar(_path.AsSpan(0, path), Unescape(ref reader), rows);
                break;
        }
    }

    private void Array(ref Utf8JsonReader reader, int path, int depth, ref Identity identity, RowBuffer rows)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                Value(ref reader, path, depth, ref identity, rows);
                continue;
            }

            var text = Unescape(ref reader);
            Scalar(_path.AsSpan(0, path), text, rows);
            var item = Append(path, text);
            LowerCase.Write(_path.AsSpan(0, item), _lowerKey);
            if (_items.Add(TextPool.Hash(_lowerKey.WrittenSpan)))
            {
                Scalar(_path.AsSpan(0, item), "true"u8, rows);
            }
        }
    }

    private void Null(ReadOnlySpan<byte> path, RowBuffer rows)
    {
        if (Key(path, rows))
        {
            rows.AddNull(path, _lowerKey.WrittenSpan);
        }
    }

    private void Scalar(ReadOnlySpan<byte> path, ReadOnlySpan<byte> value, RowBuffer rows)
    {
        if (!Key(path, rows))
        {
            return;
        }

        if (value.Length > MaxLength * 3)
        {
            rows.AddNull(path, _lowerKey.WrittenSpan);
            return;
        }

        LowerCase.Write(value, _lowerValue);
        if (IsLong(_lowerValue.WrittenSpan))
        {
            rows.AddNull(path, _lowerKey.WrittenSpan);
        }
        else
        {
            rows.Add(path, _lowerKey.WrittenSpan, value, _lowerValue.WrittenSpan);
        }
    }

    private bool Key(ReadOnlySpan<byte> path, RowBuffer rows)
    {
        LowerCase.Write(path, _lowerKey);
        if (!IsLong(_lowerKey.WrittenSpan))
        {
            return true;
        }

        rows.Key(path, _lowerKey.WrittenSpan);
        return false;
    }

    // Length counts in UTF-16 units, as ECMAScript's does.
    private static bool IsLong(ReadOnlySpan<byte> utf8) => utf8.Length > MaxLength && Encoding.UTF8.GetCharCount(utf8) > MaxLength;

    private bool IsUnwalked(int path, int depth)
    {
        if (depth > 1)
        {
            return false;
        }

        foreach (var known in UnwalkedPaths)
        {
            if (_path.AsSpan(0, path).SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    private void Note(int path, int at, ref Identity identity)
    {
        if (_path.AsSpan(0, path).SequenceEqual("metadata.name"u8))
        {
            identity.Name = at;
        }
        else if (_path.AsSpan(0, path).SequenceEqual("metadata.namespace"u8))
        {
            identity.Namespace = at;
        }
    }

    private void Identify(ReadOnlySpan<byte> body, Identity identity, RowBuffer rows)
    {
        if (identity.Name > 0)
        {
            Scalar("metadata.name"u8, TextAt(body, identity.Name), rows);
        }

        rows.HasIdentity = identity is { Name: > 0, Namespace: > 0 };
        var space = identity.Namespace > 0 ? TextAt(body, identity.Namespace) : [];
        Scalar("metadata.namespace"u8, space.IsEmpty ? "default"u8 : space, rows);
    }

    private ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> body, int at)
    {
        var reader = new Utf8JsonReader(body[at..], isFinalBlock: false, default);
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? Unescape(ref reader) : [];
    }

    private int Push(int path, ref Utf8JsonReader reader) => Append(path, Unescape(ref reader));

    private int Append(int path, ReadOnlySpan<byte> part)
    {
        var dot = path > 0 ? 1 : 0;
        var length = path + dot + part.Length;
        if (length > _path.Length)
        {
            System.Array.Resize(ref _path, length * 2);
        }

        if (dot > 0)
        {
            _path[path] = (byte)'.';
        }

        part.CopyTo(_path.AsSpan(path + dot));
        return length;
    }

    private ReadOnlySpan<byte> Unescape(scoped ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (_text.Length < reader.ValueSpan.Length)
        {
            _text = new byte[reader.ValueSpan.Length * 2];
        }

        return _text.AsSpan(0, reader.CopyString(_text));
    }
}
