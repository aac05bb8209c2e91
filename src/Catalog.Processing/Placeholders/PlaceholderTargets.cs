using Catalog.Model;
using Catalog.Processing.Scm;

namespace Catalog.Processing.Placeholders;

/// <summary>
/// Which place a placeholder may read. An entity from a url reads urls, and on a known source host those of its own repository only, so that
/// nobody can have the server's credentials fetch what they may not see themselves. An entity from a file reads files below its own
/// folder, and urls.
/// </summary>
internal sealed class PlaceholderTargets(ScmIntegrations integrations)
{
    public LocationRef? Resolve(string written, LocationRef entity)
    {
        if (entity.Type == "file" && !ScmUrl.IsAbsolute(written))
        {
            return BelowFolder(written, entity.Target);
        }

        var url = integrations.Resolve(written, entity.Target);
        return url is not null && IsWeb(url) && IsSameRepository(url, entity.Target) ? new LocationRef("url", url) : null;
    }

    private static bool IsWeb(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static LocationRef? BelowFolder(string written, string entityFile)
    {
        var folder = Path.GetFullPath(Path.GetDirectoryName(entityFile) ?? ".");
        var target = Path.GetFullPath(written, folder);
        var inside = folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar;
        return target.StartsWith(inside, StringComparison.Ordinal) && !target.AsSpan().ContainsAny('*', '?', '[') ? new LocationRef("file", target) : null;
    }

    private bool IsSameRepository(string url, string entityUrl)
    {
        var from = ScmRepository.Parse(integrations.ByUrl(entityUrl), entityUrl);
        var to = ScmRepository.Parse(integrations.ByUrl(url), url);
        if (from is not { Path.Length: > 0 } || to is not { Path.Length: > 0 })
        {
            return true;
        }

        return string.Equals(from.Slug, to.Slug, StringComparison.OrdinalIgnoreCase) && integrations.ByUrl(url) == integrations.ByUrl(entityUrl);
    }
}
