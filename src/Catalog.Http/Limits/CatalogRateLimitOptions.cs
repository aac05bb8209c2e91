namespace Catalog.Http.Limits;

/// <summary>How many requests one address may make, as <c>backend.rateLimit</c> says it.</summary>
public sealed class CatalogRateLimitOptions
{
    /// <summary>The time in which requests are counted. Default one minute.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests from one address in that time. Default 5.</summary>
    public int Limit { get; set; } = 5;

    /// <summary>Addresses that are not counted. Default this machine.</summary>
    public IReadOnlyList<string> AllowList { get; set; } = ["127.0.0.1", "::1"];
}
