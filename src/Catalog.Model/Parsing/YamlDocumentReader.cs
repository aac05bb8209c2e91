using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Catalog.Model.Parsing;

/// <summary>In: the text of one YAML document. Out: its JSON, straight from the parser's events. One reader reads many documents.</summary>
internal sealed class YamlDocumentReader(ParseLimits limits)
{
    private readonly JsonOutput _output = new();
    private readonly Dictionary<string, Anchored> _anchors = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, Mark>> _keysByDepth = [];
    private readonly List<DuplicateKey> _duplicates = [];
    private PositionRecorder? _recorder;
    private EventSource _events = null!;
    private int _nodes;

    /// <summary>Reads the document; an empty result means that its root is null.</summary>
    /// <exception cref="InvalidDocumentException">The text is not one good document.</exception>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public byte[] Read(string text, PositionRecorder? recorder, out IReadOnlyList<DuplicateKey> duplicates)
    {
        try
        {
            return ReadOnce(text, recorder, out duplicates);
        }
        catch (YamlException) when (BlankLines.TryEmpty(text, out var emptied))
        {
            return ReadOnce(emptied, recorder, out duplicates);
        }
    }

    private byte[] ReadOnce(string text, PositionRecorder? recorder, out IReadOnlyList<DuplicateKey> duplicates)
    {
        Reset(recorder);
        _events = new EventSource(text);
        _events.Expect<StreamStart>();
        _events.Expect<DocumentStart>();
        _events.MoveNext();
        duplicates = _duplicates;
        if (_events.Current is not MappingStart && !(limits.AnyRoot && !IsNull(_events.Current)))
        {
            return RejectRoot();
        }

        ReadNode(0);
        _events.Expect<DocumentEnd>();
        _events.Expect<StreamEnd>();
        return _output.ToArray();
    }

    private void Reset(PositionRecorder? recorder)
    {
        _output.Clear();
        _anchors.Clear();
        _duplicates.Clear();
        _recorder = recorder;
        recorder?.Clear();
        _nodes = 0;
        foreach (var keys in _keysByDepth)
        {
            keys.Clear();
        }
    }

    private static bool IsNull(ParsingEvent root) => root is Scalar scalar && ScalarReader.Resolve(scalar).Kind == YamlScalarKind.Null;

    private byte[] RejectRoot()
    {
        var current = _events.Current;
        if (IsNull(current))
        {
            return [];
        }

        var found = current is SequenceStart ? "a list" : "a single value";
        throw Invalid($"expected a mapping with apiVersion, kind and metadata at the root, found {found}", current.Start);
    }

    /// <summary>Writes the node that the parser stands on.</summary>
    private void ReadNode(int depth)
    {
        var current = _events.Current;
        CountNodes(1, current.Start);
        if (current is AnchorAlias alias)
        {
            WriteAlias(alias);
            return;
        }

        if (current is not NodeEvent node)
        {
            throw Invalid("a value is missing here", current.Start);
        }

        var (start, nodesBefore) = (_output.Length, _nodes - 1);
        var anchor = node.Anchor.IsEmpty ? null : node.Anchor.Value;
        if (anchor is not null)
        {
            _anchors[anchor] = Anchored.Open;
        }

        switch (node)
        {
            case Scalar scalar: ScalarReader.Write(_output, scalar); break;
            case MappingStart mapping: ReadMapping(Deeper(depth, node), mapping.Style != MappingStyle.Flow); break;
            default: ReadSequence(Deeper(depth, node), ((SequenceStart)node).Style != SequenceStyle.Flow); break;
        }

        if (anchor is not null)
        {
            _anchors[anchor] = new Anchored(start, _output.Length - start, _nodes - nodesBefore, node as Scalar);
        }
    }

    private void ReadMapping(int depth, bool block)
    {
        var keys = KeysAt(depth);
        _output.Byte('{');
        for (var first = true; _events.MoveNext() is not MappingEnd; first = false)
        {
            if (!first)
            {
                _output.Byte(',');
            }

            var at = _events.Current.Start;
            CountNodes(1, at);
            _events.RefuseTabIndentation(block, at);
            var key = ReadKey();
            if (!keys.TryAdd(key, at))
            {
                _duplicates.Add(new DuplicateKey(key, keys[key].Line, keys[key].Column, at.Line, at.Column));
            }

            _output.Text(key);
            _output.Byte(':');
            _events.MoveNext();
            var outer = _recorder?.Enter(key, at.Line, at.Column) ?? 0;
            ReadNode(depth);
            _recorder?.Leave(outer);
        }

        keys.Clear();
        _output.Byte('}');
    }

    private void ReadSequence(int depth, bool block)
    {
        _output.Byte('[');
        for (var index = 0; _events.MoveNext() is not SequenceEnd; index++)
        {
            if (index > 0)
            {
                _output.Byte(',');
            }

            var at = _events.Current.Start;
            _events.RefuseTabIndentation(block, at);
            var outer = _recorder?.Enter(index.ToString(CultureInfo.InvariantCulture), at.Line, at.Column) ?? 0;
            ReadNode(depth);
            _recorder?.Leave(outer);
        }

        _output.Byte(']');
    }

    private string ReadKey()
    {
        switch (_events.Current)
        {
            case Scalar scalar:
                if (!scalar.Anchor.IsEmpty)
                {
                    _anchors[scalar.Anchor.Value] = new Anchored(0, 0, 1, scalar);
                }

                return ScalarReader.KeyText(scalar);

            case AnchorAlias alias when Find(alias).Scalar is { } scalar:
                return ScalarReader.KeyText(scalar);

            default:
                throw Invalid("a mapping's key must be a single value, not a list or a mapping", _events.Current.Start);
        }
    }

    private void WriteAlias(AnchorAlias alias)
    {
        var anchored = Find(alias);
        CountNodes(anchored.Nodes - 1, alias.Start);
        if ((long)_output.Length + anchored.Length + (anchored.Scalar?.Value.Length ?? 0) > limits.MaxBytes)
        {
            throw Invalid($"the document's aliases expand to more than {limits.MaxBytes:N0} bytes", alias.Start);
        }

        if (anchored.Scalar is { } scalar)
        {
            ScalarReader.Write(_output, scalar);
        }
        else
        {
            _output.Repeat(anchored.Start, anchored.Length);
        }
    }

    private Anchored Find(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
        {
            throw Invalid($"alias *{alias.Value.Value} refers to an anchor that is not defined before it", alias.Start);
        }

        return !ReferenceEquals(anchored, Anchored.Open)
            ? anchored
            : throw Invalid($"alias *{alias.Value.Value} stands inside the node that it refers to", alias.Start);
    }

    private int Deeper(int depth, NodeEvent at) => depth < limits.MaxDepth
        ? depth + 1
        : throw Invalid($"the document is nested more than {limits.MaxDepth} levels deep", at.Start);

    private void CountNodes(int more, Mark at)
    {
        _nodes += more;
        if (_nodes > limits.MaxNodes)
        {
            throw Invalid($"the document holds more than {limits.MaxNodes:N0} values once its aliases are expanded", at);
        }
    }

    private Dictionary<string, Mark> KeysAt(int depth)
    {
        while (_keysByDepth.Count <= depth)
        {
            _keysByDepth.Add(new Dictionary<string, Mark>(StringComparer.Ordinal));
        }

        return _keysByDepth[depth];
    }

    private static InvalidDocumentException Invalid(string message, Mark at) => new(message, at.Line, at.Column);

    /// <summary>What an anchor stands for: a scalar, or the part of the output that holds the list or mapping.</summary>
    private sealed record Anchored(int Start, int Length, int Nodes, Scalar? Scalar)
    {
        /// <summary>Marks an anchor whose node is still being read.</summary>
        public static readonly Anchored Open = new(0, 0, 0, null);
    }
}

/// <summary>A key that a mapping has twice; lines are within the slice.</summary>
internal readonly record struct DuplicateKey(string Key, long FirstLine, long FirstColumn, long Line, long Column);
