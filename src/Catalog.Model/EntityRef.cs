using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Catalog.Model;

/// <summary>
/// The identity of an entity: <c>kind:namespace/name</c>, in lower case (Unicode casing without a locale), which is how
/// Backstage compares references. Two references are equal exactly when their canonical texts are.
/// </summary>
/// <remarks>
/// <c>default</c> is no reference at all (<see cref="IsDefault"/>). Ordering is ordinal by canonical text. The parts are
/// cut out of one string, so a reference costs one allocation and comparing costs none.
/// </remarks>
public readonly struct EntityRef : IEquatable<EntityRef>, IComparable<EntityRef>
{
    /// <summary>The namespace of an entity that names none.</summary>
    public const string DefaultNamespace = "default";

    // What lower-casing leaves as it is: to find nothing else is quicker than to lower-case, and nearly all refs are such.
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create([.. Enumerable.Range(0, 128).Select(c => (char)c).Where(c => !char.IsAsciiLetterUpper(c))]);

    private readonly string? _text;
    private readonly int _colon;
    private readonly int _slash;

    private EntityRef(string text, int colon, int slash)
    {
        _text = text;
        _colon = colon;
        _slash = slash;
    }

    /// <summary>True for <c>default(EntityRef)</c>, which identifies nothing.</summary>
    public bool IsDefault => _text is null;

    /// <summary>The kind, in lower case.</summary>
    public ReadOnlySpan<char> Kind => _text.AsSpan(0, _colon);

    /// <summary>The namespace, in lower case.</summary>
    public ReadOnlySpan<char> Namespace => _text is null ? default : _text.AsSpan(_colon + 1, _slash - _colon - 1);

    /// <summary>The name, in lower case.</summary>
    public ReadOnlySpan<char> Name => _text is null ? default : _text.AsSpan(_slash + 1);

    /// <summary>Makes a reference of its parts, lower-casing them. The parts are not checked against the field rules.</summary>
    /// <exception cref="ArgumentException">A part is empty, or holds a separator that would make the text ambiguous.</exception>
    public static EntityRef Create(string kind, string @namespace, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(@namespace);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (kind.AsSpan().ContainsAny(':', '/') || @namespace.AsSpan().ContainsAny(':', '/'))
        {
            throw new ArgumentException($"A kind or namespace may not hold ':' or '/': '{kind}', '{@namespace}'.");
        }

        return new EntityRef($"{kind}:{@namespace}/{name}".ToLowerInvariant(), kind.Length, kind.Length + 1 + @namespace.Length);
    }

    /// <summary>
    /// Reads <c>[kind:][namespace/]name</c>; what is missing is taken from the defaults. The text up to the first
    /// <c>:</c> is the kind, then up to the first <c>/</c> the namespace, the rest is the name.
    /// </summary>
    /// <param name="text">The reference as written by a person.</param>
    /// <param name="defaultKind">The kind where none is written; null makes a kind mandatory.</param>
    /// <param name="defaultNamespace">The namespace where none is written.</param>
    /// <param name="result">The reference, or <c>default</c>.</param>
    /// <returns>False when a part is missing or empty.</returns>
    public static bool TryParse(string? text, string? defaultKind, string defaultNamespace, out EntityRef result)
    {
        result = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var rest = text.AsSpan();
        ReadOnlySpan<char> kind = defaultKind;
        ReadOnlySpan<char> space = defaultNamespace;
        var slash = rest.IndexOf('/');
        var colon = (slash < 0 ? rest : rest[..slash]).IndexOf(':');
        if (colon >= 0)
        {
            kind = rest[..colon];
            rest = rest[(colon + 1)..];
            slash = rest.IndexOf('/');
        }

        if (slash >= 0)
        {
            space = rest[..slash];
            rest = rest[(slash + 1)..];
        }

        if (kind.IsEmpty || space.IsEmpty || rest.IsEmpty)
        {
            return false;
        }

        result = new EntityRef($"{kind}:{space}/{rest}".ToLowerInvariant(), kind.Length, kind.Length + 1 + space.Length);
        return true;
    }

    /// <summary>Reads a full reference, <c>kind:namespace/name</c>; nothing is defaulted.</summary>
    public static bool TryParseFull([NotNullWhen(true)] string? text, out EntityRef result)
    {
        result = default;
        var colon = text?.IndexOf(':') ?? -1;
        var slash = colon < 0 ? -1 : text!.IndexOf('/', colon);
        if (colon <= 0 || slash <= colon + 1 || slash == text!.Length - 1)
        {
            return false;
        }

        result = new EntityRef(text.AsSpan().ContainsAnyExcept(s_plain) ? text.ToLowerInvariant() : text, colon, slash);
        return true;
    }

    /// <summary>Reads a full reference, such as one that the store wrote.</summary>
    /// <exception cref="FormatException">The text is not <c>kind:namespace/name</c>.</exception>
    public static EntityRef Parse(string text) =>
        TryParseFull(text, out var result) ? result : throw new FormatException($"'{text}' is not a full entity reference (kind:namespace/name).");

    /// <inheritdoc/>
    public bool Equals(EntityRef other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EntityRef other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _text?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public int CompareTo(EntityRef other) => string.CompareOrdinal(_text, other._text);

    /// <summary>The canonical text, <c>kind:namespace/name</c> in lower case; the empty text for <c>default</c>.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>Equal canonical texts.</summary>
    public static bool operator ==(EntityRef left, EntityRef right) => left.Equals(right);

    /// <summary>Different canonical texts.</summary>
    public static bool operator !=(EntityRef left, EntityRef right) => !left.Equals(right);

    /// <summary>Ordinal order of the canonical texts.</summary>
    public static bool operator <(EntityRef left, EntityRef right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the canonical texts.</summary>
    public static bool operator >(EntityRef left, EntityRef right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the canonical texts.</summary>
    public static bool operator <=(EntityRef left, EntityRef right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the canonical texts.</summary>
    public static bool operator >=(EntityRef left, EntityRef right) => left.CompareTo(right) >= 0;
}
