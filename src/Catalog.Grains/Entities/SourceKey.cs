using System.Diagnostics.CodeAnalysis;
using Catalog.Model;

namespace Catalog.Grains.Entities;

/// <summary>The names of those who hold an entity: <c>provider:&lt;name&gt;</c>, or <c>entity:&lt;ref&gt;</c> for a parent that emits it.</summary>
public static class SourceKey
{
    private const string ProviderPrefix = "provider:";
    private const string EntityPrefix = "entity:";

    /// <summary>The name of a provider as a source.</summary>
    public static string OfProvider(string name) => ProviderPrefix + name;

    /// <summary>The name of a parent as a source.</summary>
    public static string OfEntity(EntityRef parent) => EntityPrefix + parent;

    /// <summary>Whether the source is a provider.</summary>
    public static bool IsProvider(string source) => source.StartsWith(ProviderPrefix, StringComparison.Ordinal);

    /// <summary>The provider's name; false when the source is none.</summary>
    public static bool TryGetProvider(string source, [NotNullWhen(true)] out string? name)
    {
        name = IsProvider(source) ? source[ProviderPrefix.Length..] : null;
        return name is not null;
    }

    /// <summary>The parent; false when the source is none.</summary>
    public static bool TryGetParent(string source, out EntityRef parent)
    {
        parent = default;
        return source.StartsWith(EntityPrefix, StringComparison.Ordinal) && EntityRef.TryParseFull(source[EntityPrefix.Length..], out parent);
    }
}
