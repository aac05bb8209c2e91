using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Catalog.Http.Answers;

/// <summary>Headers that answers have in common: the content type, and the protective ones that Backstage's helmet sets.</summary>
internal static class ResponseHeaders
{
    private static readonly StringValues Json = "application/json; charset=utf-8";
    private static readonly StringValues AcceptEncoding = "Accept-Encoding";

    private static readonly (string Name, StringValues Value)[] Protective =
    [
        ("Content-Security-Policy", "default-src 'self';base-uri 'self';font-src 'self' https: data:;frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self' 'unsafe-eval';style-src 'self' https: 'unsafe-inline';script-src-attr 'none';upgrade-insecure-requests"),
        ("Referrer-Policy", "no-referrer"),
        ("Strict-Transport-Security", "max-age=15552000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-DNS-Prefetch-Control", "off"),
        ("X-Download-Options", "noopen"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("X-Permitted-Cross-Domain-Policies", "none"),
        ("X-XSS-Protection", "0"),
    ];

    /// <summary>Sets the protective headers.</summary>
    public static void Protect(HttpResponse response)
    {
        foreach (var (name, value) in Protective)
        {
            response.Headers[name] = value;
        }
    }

    /// <summary>Marks the body as JSON that may come compressed.</summary>
    public static void MarkJson(HttpResponse response)
    {
        response.Headers.ContentType = Json;
        response.Headers.Vary = StringValues.Concat(response.Headers.Vary, AcceptEncoding);
    }
}
