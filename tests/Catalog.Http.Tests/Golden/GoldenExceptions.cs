namespace Catalog.Http.Tests.Golden;

/// <summary>Where our answer differs from the recorded one on purpose. The recording's own README allows each kind.</summary>
internal static class GoldenExceptions
{
    /// <summary>The real server fails with 500; we say what is wrong with the request.</summary>
    public static readonly IReadOnlyDictionary<string, (int Status, string Name, string Reason)> BetterStatus = new Dictionary<string, (int, string, string)>
    {
        ["pq-limit-neg"] = (400, "InputError", "a negative limit in a POST is bad input"),
        ["loc-get-bad"] = (404, "NotFoundError", "an id that is no uuid names no location"),
        ["del-loc-bad"] = (404, "NotFoundError", "an id that is no uuid names no location"),
    };

    /// <summary>The recorded message is that server's validation library's; ours says the same in its own words.</summary>
    public static readonly IReadOnlyDictionary<string, string> OwnMessage = new Dictionary<string, string>
    {
    };
}
