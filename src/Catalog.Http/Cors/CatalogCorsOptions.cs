namespace Catalog.Http.Cors;

/// <summary>Which web pages may call, as <c>backend.cors</c> says it.</summary>
public sealed class CatalogCorsOptions
{
    /// <summary>Allowed origins; <c>*</c> in one stands for any text without a slash. Empty allows none.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Allowed methods.</summary>
    public IReadOnlyList<string> Methods { get; set; } = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"];

    /// <summary>Allowed request headers; null for those asked for.</summary>
    public IReadOnlyList<string>? AllowedHeaders { get; set; }

    /// <summary>Response headers that a page may read.</summary>
    public IReadOnlyList<string> ExposedHeaders { get; set; } = [];

    /// <summary>Whether cookies and the like may be sent.</summary>
    public bool Credentials { get; set; }

    /// <summary>How long a browser may remember the answer; null leaves it to the browser.</summary>
    public TimeSpan? MaxAge { get; set; }
}
