using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Catalog.Model.Parsing;

/// <summary>The parser's events over one document's text, one at a time, with the complaints that it does not make by itself.</summary>
internal sealed class EventSource
{
    private readonly string _text;
    private readonly bool _hasTabs;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    public EventSource(string text)
    {
        _text = text;
        _hasTabs = text.Contains('\t', StringComparison.Ordinal);
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    public ParsingEvent Current => _parser.Current!;

    public ParsingEvent MoveNext()
    {
        try
        {
            return _parser.MoveNext() ? _parser.Current! : throw Incomplete();
        }
        catch (InvalidOperationException)
        {
            // What YamlDotNet 16 throws for a plain scalar that stands left of the block that its flow collection is in.
            throw new InvalidDocumentException(
                "a list in [ ] or mapping in { } must be indented more than the key it belongs to", _scanner.CurrentPosition.Line, _scanner.CurrentPosition.Column);
        }
    }

    public void Expect<T>()
        where T : ParsingEvent
    {
        if (MoveNext() is not T)
        {
            throw Incomplete();
        }
    }

    /// <summary>The scanner takes some tabs before a block's key or dash; other YAML readers do not.</summary>
    public void RefuseTabIndentation(bool block, Mark at)
    {
        if (!_hasTabs || !block)
        {
            return;
        }

        var before = _text.AsSpan(0, (int)Math.Min(at.Index, _text.Length));
        var indentation = before[(before.LastIndexOfAny('\n', '\r') + 1)..];
        if (indentation.Contains('\t') && indentation.Trim(" \t").IsEmpty)
        {
            throw new InvalidDocumentException("a tab is used for indentation; use spaces", at.Line, at.Column);
        }
    }

    private InvalidDocumentException Incomplete() =>
        new("the document is not complete, or goes on after its end", _scanner.CurrentPosition.Line, _scanner.CurrentPosition.Column);
}
