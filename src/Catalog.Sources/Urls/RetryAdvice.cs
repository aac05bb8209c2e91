using System.Globalization;
using System.Net;

namespace Catalog.Sources.Urls;

/// <summary>How long a server asks to be left alone: <c>Retry-After</c>, or the rate limit headers of GitHub and GitLab.</summary>
internal static class RetryAdvice
{
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now, TimeSpan longest)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Forbidden))
        {
            return null;
        }

        var advice = response.Headers.RetryAfter;
        var wait = advice?.Delta ?? (advice?.Date ?? RateLimitReset(response)) - now;
        return wait is null || wait <= TimeSpan.Zero ? null : wait > longest ? longest : wait;
    }

    private static DateTimeOffset? RateLimitReset(HttpResponseMessage response) =>
        (Header(response, "x-ratelimit-remaining") ?? Header(response, "ratelimit-remaining")) == 0
        && (Header(response, "x-ratelimit-reset") ?? Header(response, "ratelimit-reset")) is >= 0 and <= 253_402_300_799 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static long? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
