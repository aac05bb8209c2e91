using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Catalog.Model;

/// <summary>
/// A place that entities are read from, <c>type:target</c>. The target may hold colons: only the first one splits
/// (Backstage, well-known-annotations.md).
/// </summary>
/// <param name="Type">The reader's type, <c>url</c> or <c>file</c>.</param>
/// <param name="Target">What that reader is asked for: an absolute url, or a path.</param>
public sealed record LocationRef(string Type, string Target)
{
    /// <summary>Reads <c>type:target</c>; false when either part is empty.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LocationRef? result)
    {
        var colon = text?.IndexOf(':') ?? -1;
        result = colon > 0 && colon < text!.Length - 1 ? new LocationRef(text[..colon].Trim(), text[(colon + 1)..].Trim()) : null;
        return result is not null;
    }

    /// <summary><c>generated-&lt;sha1 of type:target&gt;</c>, the name that Backstage gives the Location entity of a registered location.</summary>
    public string GeneratedName => "generated-" + Sha1Hex(ToString());

    /// <summary><c>type:target</c>.</summary>
    public override string ToString() => $"{Type}:{Target}";

    [SuppressMessage("Security", "CA5350", Justification = "A name that Backstage fixes, not a secret.")]
    private static string Sha1Hex(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
}
