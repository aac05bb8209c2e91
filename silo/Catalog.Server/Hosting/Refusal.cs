namespace Catalog.Server.Hosting;

/// <summary>The answer to a request that cannot be taken at the moment, in Backstage's error body.</summary>
internal static class Refusal
{
    /// <summary>Answers 503; the caller may try again.</summary>
    public static Task WriteAsync(HttpContext http, string message)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "1";
        return http.Response.WriteAsJsonAsync(new
        {
            error = new { name = "ServiceUnavailableError", message },
            request = new { method = http.Request.Method, url = http.Request.Path.Value + http.Request.QueryString },
            response = new { statusCode = http.Response.StatusCode },
        });
    }
}
