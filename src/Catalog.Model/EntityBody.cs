using System.Text.Json;

namespace Catalog.Model;

/// <summary>
/// An entity's body as UTF-8 JSON with a read-only view on it. The bytes are the truth; the view is parsed once, when first asked for.
/// </summary>
/// <remarks>Immutable and thread-safe. The buffer handed in belongs to the body from then on and must not be written to.</remarks>
public sealed class EntityBody
{
    private JsonDocument? _document;

    /// <summary>Wraps bytes that are one well-formed JSON object, as every parser and writer of this project produces.</summary>
    public EntityBody(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The root object.</summary>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public JsonElement Root => (_document ??= JsonDocument.Parse(Utf8)).RootElement;

    /// <summary><c>kind</c>, or the empty text.</summary>
    public string Kind => Text(Root, "kind");

    /// <summary><c>apiVersion</c>, or the empty text.</summary>
    public string ApiVersion => Text(Root, "apiVersion");

    /// <summary><c>metadata.name</c>, or the empty text.</summary>
    public string Name => Metadata is { } m ? Text(m, "name") : "";

    /// <summary><c>metadata.namespace</c>, or <see cref="EntityRef.DefaultNamespace"/>.</summary>
    public string Namespace => Metadata is { } m && Text(m, "namespace") is { Length: > 0 } n ? n : EntityRef.DefaultNamespace;

    /// <summary>The <c>metadata</c> object; null when there is none.</summary>
    public JsonElement? Metadata =>
        Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty("metadata"u8, out var m) && m.ValueKind == JsonValueKind.Object ? m : null;

    /// <summary>The <c>spec</c> object; null when there is none.</summary>
    public JsonElement? Spec =>
        Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty("spec"u8, out var s) && s.ValueKind == JsonValueKind.Object ? s : null;

    /// <summary>The entity's reference; false when kind or name is missing or not text, or would not make a reference.</summary>
    public bool TryGetRef(out EntityRef result) =>
        EntityRef.TryParseFull($"{Kind}:{Namespace}/{Name}", out result) && !Kind.Contains('/') && !Namespace.Contains(':') && Kind.Length > 0;

    /// <summary>The text of an annotation; null when it is missing or not text.</summary>
    public string? Annotation(string name) =>
        Metadata is { } m && m.TryGetProperty("annotations"u8, out var a) && a.ValueKind == JsonValueKind.Object
        && a.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString()! : "";
}
