using System.Globalization;
using System.IO.Enumeration;
using Microsoft.AspNetCore.Http;

namespace Catalog.Http.Cors;

/// <summary>Tells browsers which pages may read an answer.</summary>
internal sealed class CorsPolicy(CatalogCorsOptions options)
{
    private readonly string _methods = string.Join(',', options.Methods);
    private readonly string? _allowed = options.AllowedHeaders is { } allowed ? string.Join(',', allowed) : null;
    private readonly string _exposed = string.Join(',', options.ExposedHeaders);

    /// <summary>Marks the answer; true when it is a preflight that needs no other.</summary>
    public bool Apply(HttpContext http)
    {
        if (options.Origins.Count == 0)
        {
            return false;
        }

        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && IsAllowed(origin))
        {
            headers.AccessControlAllowOrigin = origin;
            if (options.Credentials)
            {
                headers.AccessControlAllowCredentials = "true";
            }

            if (_exposed.Length > 0)
            {
                headers.AccessControlExposeHeaders = _exposed;
            }
        }

        if (!HttpMethods.IsOptions(http.Request.Method))
        {
            return false;
        }

        Preflight(http);
        return true;
    }

    private void Preflight(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = _methods;
        if ((_allowed ?? http.Request.Headers.AccessControlRequestHeaders.ToString()) is { Length: > 0 } allowed)
        {
            headers.AccessControlAllowHeaders = allowed;
        }

        if (options.MaxAge is { } age)
        {
            headers.AccessControlMaxAge = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private bool IsAllowed(string origin)
    {
        foreach (var pattern in options.Origins)
        {
            if (Matches(pattern, origin))
            {
                return true;
            }
        }

        return false;
    }

    // A star does not reach over a slash, as in Backstage's matcher; so both are compared part by part.
    private static bool Matches(string pattern, string origin)
    {
        var (wanted, given) = (pattern.Split('/'), origin.Split('/'));
        return wanted.Length == given.Length
            && wanted.Zip(given).All(pair => pair is ("", "") || FileSystemName.MatchesSimpleExpression(pair.First.Replace("?", "\\?", StringComparison.Ordinal), pair.Second, ignoreCase: true));
    }
}
