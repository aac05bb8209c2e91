namespace Catalog.Processing.Shaping;

/// <summary>Finds urls that a browser would run as a script, however they are disguised with control characters.</summary>
internal static class ScriptUrl
{
    /// <summary>What stands in the place of such a url; the text is Backstage's.</summary>
    public const string Replacement = "https://backstage.io/annotation-rejected-for-security-reasons";

    /// <summary>Whether a browser takes this for <c>javascript:</c>.</summary>
    public static bool Is(string? url)
    {
        if (string.IsNullOrEmpty(url) || (url[0] > ' ' && (url[0] | 0x20) != 'j'))
        {
            return false;
        }

        var at = 0;
        while (at < url.Length && url[at] <= ' ')
        {
            at++;
        }

        foreach (var expected in "javascript:")
        {
            while (at < url.Length && url[at] is '\r' or '\n' or '\t')
            {
                at++;
            }

            if (at >= url.Length || char.ToLowerInvariant(url[at]) != expected)
            {
                return false;
            }

            at++;
        }

        return true;
    }
}
