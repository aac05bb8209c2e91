using System.Collections.Immutable;
using System.Text;
using Catalog.Model;

namespace Catalog.Grains.Folds;

/// <summary>What the roster keeps of one entity.</summary>
internal sealed class RosterEntry(string text)
{
    private const int LikelyLength = 256;

    // There is one for every entity, and nearly all refs are ASCII: bytes of it take a third less than a string.
    private readonly object _text = Ascii.IsValid(text) ? Encoding.ASCII.GetBytes(text) : text;

    /// <summary>The entity; made anew each time.</summary>
    public EntityRef Ref => EntityRef.Parse(_text as string ?? Encoding.ASCII.GetString((byte[])_text));

    /// <summary>The hash of key and body as submitted last.</summary>
    public UInt128 BodyHash { get; set; }

    /// <summary>The feed position of its record.</summary>
    public long Sequence { get; set; }

    /// <summary>Who holds it.</summary>
    public ImmutableArray<string> Sources { get; set; }

    /// <summary>The number of the last full mutation that gave it, while one provider alone holds it.</summary>
    public int Mark { get; set; }

    /// <summary>The hash of the canonical text, as a string of it has.</summary>
    public int TextHash
    {
        get
        {
            if (_text is not byte[] { Length: <= LikelyLength } ascii) return Ref.GetHashCode();
            Span<char> text = stackalloc char[LikelyLength];
            return string.GetHashCode(text[..Encoding.ASCII.GetChars(ascii, text)]);
        }
    }

    /// <summary>Whether it is the entity with a canonical text.</summary>
    public bool Is(ReadOnlySpan<char> text) =>
        _text is byte[] ascii ? Ascii.Equals(ascii, text) : text.SequenceEqual((string)_text);
}
