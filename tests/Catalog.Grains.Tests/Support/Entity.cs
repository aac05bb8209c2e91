using System.Text;
using Catalog.Grains.Providers;
using Catalog.Model;

namespace Catalog.Grains.Tests.Support;

/// <summary>Small entities, and their refs, by name.</summary>
internal static class Entity
{
    public static EntityRef Ref(string name) => EntityRef.Create("component", "default", name);

    /// <summary>A good Component; the note is what changes in it.</summary>
    public static EntityBody Body(string name, string note = "") => Json(
        $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{name}}}","description":"{{{note}}}","annotations":{"backstage.io/managed-by-location":"url:http://127.0.0.1/{{{name}}}","backstage.io/managed-by-origin-location":"url:http://127.0.0.1/all"}},"spec":{"type":"service","lifecycle":"x","owner":"o"}}""");

    public static ProvidedEntity Provided(string name, string note = "", string? key = null) => new(Body(name, note), key);

    public static EntityBody Json(string text) => new(Encoding.UTF8.GetBytes(text));

    public static ProviderMutation.Full Full(params ProvidedEntity[] entities) => new(entities.ToAsyncEnumerable());

    public static ProviderMutation.Delta Delta(ProvidedEntity[] added, params string[] removed) =>
        new(added, [.. removed.Select(r => new RemovedEntity(Ref(r)))]);
}
