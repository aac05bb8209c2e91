using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Which web pages may call the server, from <c>backend.cors</c>.</summary>
/// <param name="Origins">Allowed origins; <c>*</c> in one stands for any text without a slash.</param>
/// <param name="Methods">Allowed methods; null for the usual ones.</param>
/// <param name="AllowedHeaders">Allowed request headers; null for those asked for.</param>
/// <param name="ExposedHeaders">Response headers that a page may read.</param>
/// <param name="Credentials">Whether cookies and the like may be sent.</param>
/// <param name="MaxAge">How long a browser may remember the answer.</param>
internal sealed record CorsSettings(
    IReadOnlyList<string> Origins,
    IReadOnlyList<string>? Methods,
    IReadOnlyList<string>? AllowedHeaders,
    IReadOnlyList<string> ExposedHeaders,
    bool Credentials,
    TimeSpan? MaxAge)
{
    /// <summary>Reads the section; null when it is missing or false.</summary>
    public static CorsSettings? Read(ConfigSection backend)
    {
        if (!backend.IsSection("cors"))
        {
            _ = backend.Flag("cors");
            return null;
        }

        var cors = backend.Section("cors")!;
        cors.Accept("preflightContinue");
        cors.Accept("optionsSuccessStatus");
        return new CorsSettings(
            cors.Texts("origin") ?? [],
            cors.Texts("methods"),
            cors.Texts("allowedHeaders"),
            cors.Texts("exposedHeaders") ?? [],
            cors.Flag("credentials") ?? false,
            cors.Number("maxAge") is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }
}
