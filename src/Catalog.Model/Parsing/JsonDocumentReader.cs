using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Catalog.Model.Parsing;

/// <summary>In: the bytes of a JSON file. Out: the same, minified, numbers written as JavaScript does, duplicate keys found.</summary>
internal ref struct JsonDocumentReader
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly ParseLimits _limits;
    private readonly PositionRecorder? _recorder;
    private readonly JsonOutput _output;
    private readonly List<Dictionary<string, long>> _keysByDepth = [];
    private readonly List<DuplicateKey> _duplicates = [];
    private Utf8JsonReader _reader;
    private int _nodes;

    public JsonDocumentReader(ReadOnlySpan<byte> utf8, ParseLimits limits, PositionRecorder? recorder)
    {
        _utf8 = utf8;
        _limits = limits;
        _recorder = recorder;
        _output = new JsonOutput(utf8.Length);
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>Reads the whole text as one value.</summary>
    /// <exception cref="InvalidDocumentException">The text is JSON, but not a document that is taken.</exception>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public byte[] Read(out IReadOnlyList<DuplicateKey> duplicates)
    {
        duplicates = _duplicates;
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject && !_limits.AnyRoot)
        {
            throw Invalid("expected an object with apiVersion, kind and metadata at the root, found a list");
        }

        ReadValue(0);
        _reader.Read();
        return _output.ToArray();
    }

    private void ReadValue(int depth)
    {
        if (++_nodes > _limits.MaxNodes)
        {
            throw Invalid($"the document holds more than {_limits.MaxNodes:N0} values");
        }

        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject: ReadObject(Deeper(depth)); break;
            case JsonTokenType.StartArray: ReadArray(Deeper(depth)); break;
            case JsonTokenType.String: WriteText(); break;
            case JsonTokenType.Number: WriteNumber(); break;
            default: _output.Raw(_reader.ValueSpan); break;
        }
    }

    private void ReadObject(int depth)
    {
        var keys = KeysAt(depth);
        _output.Byte('{');
        while (Next() != JsonTokenType.EndObject)
        {
            if (keys.Count > 0)
            {
                _output.Byte(',');
            }

            var key = Unescape();
            var at = _reader.TokenStartIndex;
            if (!keys.TryAdd(key, at))
            {
                var (first, second) = (PositionOf(keys[key]), PositionOf(at));
                _duplicates.Add(new DuplicateKey(key, first.Line, first.Column, second.Line, second.Column));
            }

            _output.Text(key);
            _output.Byte(':');
            Next();
            ReadChild(key, at, depth);
        }

        keys.Clear();
        _output.Byte('}');
    }

    private readonly Dictionary<string, long> KeysAt(int depth)
    {
        while (_keysByDepth.Count <= depth)
        {
            _keysByDepth.Add(new Dictionary<string, long>(StringComparer.Ordinal));
        }

        return _keysByDepth[depth];
    }

    private void ReadArray(int depth)
    {
        _output.Byte('[');
        for (var index = 0; Next() != JsonTokenType.EndArray; index++)
        {
            if (index > 0)
            {
                _output.Byte(',');
            }

            ReadChild(_recorder is null ? "" : index.ToString(CultureInfo.InvariantCulture), _reader.TokenStartIndex, depth);
        }

        _output.Byte(']');
    }

    private void ReadChild(string segment, long at, int depth)
    {
        if (_recorder is null)
        {
            ReadValue(depth);
            return;
        }

        var position = PositionOf(at);
        var outer = _recorder.Enter(segment, position.Line, position.Column);
        ReadValue(depth);
        _recorder.Leave(outer);
    }

    private void WriteText()
    {
        if (_reader.ValueIsEscaped)
        {
            _output.Text(Unescape());
            return;
        }

        _output.Byte('"');
        _output.Raw(_reader.ValueSpan);
        _output.Byte('"');
    }

    private void WriteNumber()
    {
        if (_reader.TryGetInt64(out var integer))
        {
            _output.Integer(integer);
        }
        else
        {
            JsonNumber.Write(_output, _reader.TryGetDouble(out var number) ? number : double.NaN);
        }
    }

    private readonly string Unescape()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Invalid("a \\u escape in this text is half of a surrogate pair");
        }
    }

    private JsonTokenType Next()
    {
        _reader.Read();
        return _reader.TokenType;
    }

    private readonly int Deeper(int depth) =>
        depth < _limits.MaxDepth ? depth + 1 : throw Invalid($"the document is nested more than {_limits.MaxDepth} levels deep");

    private readonly InvalidDocumentException Invalid(string message)
    {
        var (line, column) = PositionOf(_reader.TokenStartIndex);
        return new InvalidDocumentException(message, line, column);
    }

    private readonly (int Line, int Column) PositionOf(long offset)
    {
        var before = _utf8[..(int)offset];
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }
}
