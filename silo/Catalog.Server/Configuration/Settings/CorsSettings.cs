using Catalog.Http.Cors;
using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Reads <c>backend.cors</c>: which web pages may call the server.</summary>
internal static class CorsSettings
{
    /// <summary>Reads the section; without one, or where it is false, no page may.</summary>
    public static CatalogCorsOptions Read(ConfigSection backend)
    {
        var result = new CatalogCorsOptions();
        if (!backend.IsSection("cors"))
        {
            _ = backend.Flag("cors");
            return result;
        }

        var cors = backend.Section("cors")!;
        cors.Accept("preflightContinue");
        cors.Accept("optionsSuccessStatus");
        result.Origins = cors.Texts("origin") ?? [];
        result.Methods = cors.Texts("methods") ?? result.Methods;
        result.AllowedHeaders = cors.Texts("allowedHeaders");
        result.ExposedHeaders = cors.Texts("exposedHeaders") ?? [];
        result.Credentials = cors.Flag("credentials") ?? false;
        result.MaxAge = cors.Number("maxAge") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return result;
    }
}
