using System.Text.Json.Nodes;

namespace Catalog.Http.Tests.Golden;

/// <summary>Where our answer differs from the recorded one on purpose. The recording's own README allows both kinds.</summary>
internal static class GoldenExceptions
{
    /// <summary>The real server fails with 500; we say what is wrong with the request.</summary>
    private static readonly Dictionary<string, (int Status, string Name, string Reason)> BetterStatus = new()
    {
        ["pq-limit-neg"] = (400, "InputError", "a negative limit in a POST is bad input"),
        ["loc-get-bad"] = (404, "NotFoundError", "an id that is no uuid names no location"),
        ["del-loc-bad"] = (404, "NotFoundError", "an id that is no uuid names no location"),
    };

    /// <summary>The recorded message is that server's validation library's; ours says as much in its own words.</summary>
    private static readonly Dictionary<string, string> OwnMessage = new()
    {
        ["pq-null-value"] = "zod's list of all that the value is not",
        ["pf-bad"] = "zod's list of all that the value is not",
        ["loc-extra-key"] = "zod's issue as JSON text",
        ["loc-presence-bad"] = "zod's issue as JSON text",
        ["loc-dry-broken"] = "the YAML parser's words",
    };

    /// <summary>Whether an answer is as recorded (same), as an exception says (better, worded), or neither, and then how.</summary>
    public static (string Verdict, string? Difference) Judge(GoldenLine line, GoldenAnswer answer)
    {
        var difference = GoldenComparison.Difference(line, answer);
        if (BetterStatus.TryGetValue(line.Id, out var better))
        {
            return answer.Status == better.Status && IsError(answer, better.Name) ? ("better", null) : ("DIFFERS", difference);
        }

        if (difference is null)
        {
            return OwnMessage.ContainsKey(line.Id) ? ("DIFFERS", "the exception is not needed any more") : ("same", null);
        }

        return OwnMessage.ContainsKey(line.Id) && GoldenComparison.SameButForMessage(line, answer) && HasMessage(answer)
            ? ("worded", null)
            : ("DIFFERS", difference);
    }

    private static bool IsError(GoldenAnswer answer, string name) => answer.Body?["error"]?["name"]?.GetValue<string>() == name && HasMessage(answer);

    private static bool HasMessage(GoldenAnswer answer) =>
        (answer.Body?["error"] ?? (answer.Body?["errors"] as JsonArray)?[0])?["message"]?.GetValue<string>().Length > 0;
}
