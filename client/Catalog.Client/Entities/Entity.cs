using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Catalog.Client.Entities;

/// <summary>An entity of the catalog. Where a query asked for some fields only, the others are empty.</summary>
/// <remarks>Its properties can be set because the JSON reader would otherwise forget what they are when they are missing.</remarks>
public sealed record Entity
{
    /// <summary>For example <c>backstage.io/v1alpha1</c>.</summary>
    public string ApiVersion { get; set; } = "";

    /// <summary>For example <c>Component</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>What every entity has.</summary>
    public EntityMetadata Metadata { get; set; } = new();

    /// <summary>What its kind has; undefined when there is none.</summary>
    public JsonElement Spec { get; set; }

    /// <summary>How it stands to others, both directions.</summary>
    public IReadOnlyList<EntityRelation> Relations { get; set => field = value ?? []; } = [];

    /// <summary>What the catalog has to say of it, such as problems; null when nothing.</summary>
    public EntityStatus? Status { get; set; }

    /// <summary><c>kind:namespace/name</c> in lower case.</summary>
    [JsonIgnore]
    public string Ref => $"{Kind}:{Metadata.Namespace}/{Metadata.Name}".ToLowerInvariant();

    /// <summary>The entities that it has a relation of this type to.</summary>
    public IEnumerable<string> RelatedBy(string type) => Relations.Where(r => r.Type == type).Select(r => r.TargetRef);
}

/// <summary>What every entity has.</summary>
public sealed record EntityMetadata
{
    /// <summary>Unique in its kind and namespace.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its namespace.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>Made by the catalog; another one each time the entity enters it.</summary>
    public string? Uid { get; set; }

    /// <summary>Changes when the entity does.</summary>
    public string? Etag { get; set; }

    /// <summary>For people.</summary>
    public string? Title { get; set; }

    /// <summary>For people.</summary>
    public string? Description { get; set; }

    /// <summary>Short values to select by.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Values that tools attach.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; set => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; set => field = value ?? []; } = [];

    /// <summary>Where to read on.</summary>
    public IReadOnlyList<EntityLink> Links { get; set => field = value ?? []; } = [];

    /// <summary>Fields beside these.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}

/// <summary>A link of an entity.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Title">What to show.</param>
/// <param name="Icon">The name of a picture to show.</param>
/// <param name="Type">What sort of link.</param>
public sealed record EntityLink(string Url, string? Title = null, string? Icon = null, string? Type = null);

/// <summary>A relation of an entity.</summary>
/// <param name="Type">For example <c>ownedBy</c>.</param>
/// <param name="TargetRef">The other entity's reference, which need not exist.</param>
public sealed record EntityRelation(string Type, string TargetRef);

/// <summary>What the catalog has to say of an entity.</summary>
/// <param name="Items">The statements.</param>
public sealed record EntityStatus(IReadOnlyList<EntityStatusItem>? Items = null);

/// <summary>One statement of the catalog on an entity.</summary>
/// <param name="Type">For example <c>backstage.io/catalog-processing</c>.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Error">The error behind it.</param>
public sealed record EntityStatusItem(string Type, string Level, string Message, CatalogError? Error = null);
