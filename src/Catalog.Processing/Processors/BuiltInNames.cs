namespace Catalog.Processing.Processors;

/// <summary>The built-in processors' names, as configuration and Backstage have them.</summary>
public static class BuiltInNames
{
    /// <summary>Substitutes <c>$text</c> and its like.</summary>
    public const string Placeholders = "PlaceholderProcessor";

    /// <summary>Sorts lists, checks the known kinds, emits relations.</summary>
    public const string Kinds = "BuiltinKindsEntityProcessor";

    /// <summary>Reads <c>file</c> locations.</summary>
    public const string FileReader = "FileReaderProcessor";

    /// <summary>Reads <c>url</c> locations.</summary>
    public const string UrlReader = "url-reader";

    /// <summary>Reads locations of the other types that a reader serves.</summary>
    public const string OtherReader = "location-reader";

    /// <summary>Annotates where the entity comes from.</summary>
    public const string AnnotateLocation = "AnnotateLocationEntityProcessor";

    /// <summary>Annotates the project slug.</summary>
    public const string AnnotateSlug = "AnnotateScmSlugEntityProcessor";
}
