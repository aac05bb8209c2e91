using System.Diagnostics.CodeAnalysis;

namespace Catalog.Grains.Providers;

/// <summary>
/// A source whose entities are pushed from outside instead of fetched. It is a provider like any other, but nobody configures it: it is
/// there from the first push on, and so is never taken for one that is no longer configured.
/// </summary>
public static class PushedSource
{
    private const string Prefix = "push:";
    private const int MaxLength = 100;

    /// <summary>The provider's name for a source; false for a name that is empty, too long, or holds more than letters, digits and <c>._-</c>.</summary>
    public static bool TryGetProvider(string source, [NotNullWhen(true)] out string? provider)
    {
        var good = source.Length is > 0 and <= MaxLength && source.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        provider = good ? Prefix + source : null;
        return good;
    }

    /// <summary>Whether a provider is a pushed source.</summary>
    public static bool IsPushed(string provider) => provider.StartsWith(Prefix, StringComparison.Ordinal);
}
