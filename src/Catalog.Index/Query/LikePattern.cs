using System.Text;

namespace Catalog.Index.Query;

/// <summary>
/// Whether a value contains a term in the sense of SQL's <c>LIKE '%term%'</c> without escaping: <c>%</c> matches any text,
/// <c>_</c> one character, a backslash makes the next character literal.
/// </summary>
internal sealed class LikePattern
{
    private readonly List<Part[]> _pieces = [];
    private readonly byte[]? _plain;

    /// <summary>Makes a pattern of a lower-cased term.</summary>
    public LikePattern(string term)
    {
        var piece = new List<Part>();
        for (var i = 0; i < term.Length; i++)
        {
            switch (term[i])
            {
                case '%':
                    Close(piece);
                    break;
                case '_':
                    piece.Add(new Part([]));
                    break;
                default:
                    i += term[i] == '\\' && i + 1 < term.Length ? 1 : 0;
                    var rune = Rune.TryGetRuneAt(term, i, out var found) ? found : Rune.ReplacementChar;
                    i += rune.Utf16SequenceLength - 1;
                    piece.Add(new Part(Encoding.UTF8.GetBytes(rune.ToString())));
                    break;
            }
        }

        Close(piece);
        _plain = _pieces.Count == 1 && _pieces[0].All(part => part.Bytes.Length > 0) ? Join(_pieces[0]) : null;
        Literals = [.. _pieces.SelectMany(Runs)];
    }

    /// <summary>Whether a value matches exactly when it contains the only one of <see cref="Literals"/>.</summary>
    public bool IsPlain => _plain is not null;

    /// <summary>Texts that every matching value contains, for narrowing down candidates.</summary>
    public IReadOnlyList<byte[]> Literals { get; }

    /// <summary>Whether a lower-cased value matches.</summary>
    public bool Matches(ReadOnlySpan<byte> value)
    {
        if (_plain is not null)
        {
            return value.IndexOf(_plain) >= 0;
        }

        foreach (var piece in _pieces)
        {
            var end = Find(value, piece);
            if (end < 0)
            {
                return false;
            }

            value = value[end..];
        }

        return true;
    }

    // The end of the first place where a piece occurs, or -1.
    private static int Find(ReadOnlySpan<byte> value, Part[] piece)
    {
        for (var start = 0; start <= value.Length; start += Math.Max(1, Width(value, start)))
        {
            var end = MatchAt(value, start, piece);
            if (end >= 0)
            {
                return end;
            }
        }

        return -1;
    }

    private static int MatchAt(ReadOnlySpan<byte> value, int at, Part[] piece)
    {
        foreach (var part in piece)
        {
            if (part.Bytes.Length == 0)
            {
                var width = Width(value, at);
                if (width == 0)
                {
                    return -1;
                }

                at += width;
            }
            else if (value[at..].StartsWith(part.Bytes))
            {
                at += part.Bytes.Length;
            }
            else
            {
                return -1;
            }
        }

        return at;
    }

    private static int Width(ReadOnlySpan<byte> value, int at)
    {
        if (at >= value.Length)
        {
            return 0;
        }

        Rune.DecodeFromUtf8(value[at..], out _, out var width);
        return width;
    }

    private void Close(List<Part> piece)
    {
        if (piece.Count > 0)
        {
            _pieces.Add([.. piece]);
            piece.Clear();
        }
    }

    private static byte[] Join(IEnumerable<Part> parts) => [.. parts.SelectMany(part => part.Bytes)];

    // The runs of literal characters between single-character wildcards.
    private static IEnumerable<byte[]> Runs(Part[] piece)
    {
        for (var i = 0; i < piece.Length;)
        {
            var run = piece.Skip(i).TakeWhile(part => part.Bytes.Length > 0).ToArray();
            if (run.Length > 0)
            {
                yield return Join(run);
            }

            i += run.Length + 1;
        }
    }

    // One character of the pattern; no bytes mean any one character.
    private readonly record struct Part(byte[] Bytes);
}
