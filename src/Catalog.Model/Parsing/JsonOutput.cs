using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Catalog.Model.Parsing;

/// <summary>
/// A growing buffer of minified UTF-8 JSON. Text is escaped as little as JSON allows, so that equal values have equal bytes.
/// The caller writes the punctuation.
/// </summary>
internal sealed class JsonOutput(int capacity = 1024)
{
    private static readonly SearchValues<char> NeedsEscape = SearchValues.Create(
        "\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)));

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public void Clear() => Length = 0;

    public void Byte(char ascii)
    {
        Reserve(1)[0] = (byte)ascii;
        Length++;
    }

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        Length += utf8.Length;
    }

    /// <summary>Repeats bytes that were written before.</summary>
    public void Repeat(int start, int length)
    {
        var target = Reserve(length);
        _bytes.AsSpan(start, length).CopyTo(target);
        Length += length;
    }

    /// <summary>A slice of what was written, good until the next write.</summary>
    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    public void Integer(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        Length += written;
    }

    public void Text(ReadOnlySpan<char> text)
    {
        Byte('"');
        while (text.IndexOfAny(NeedsEscape) is var at and >= 0)
        {
            Plain(text[..at]);
            Escape(text[at]);
            text = text[(at + 1)..];
        }

        Plain(text);
        Byte('"');
    }

    private void Plain(ReadOnlySpan<char> text) =>
        Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    private void Escape(char c)
    {
        ReadOnlySpan<byte> known = c switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            _ => default,
        };
        if (!known.IsEmpty)
        {
            Raw(known);
            return;
        }

        Raw("\\u00"u8);
        Utf8Formatter.TryFormat((byte)c, Reserve(2), out var written, new StandardFormat('x', 2));
        Length += written;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Length + count)));
        }

        return _bytes.AsSpan(Length);
    }
}
