using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Processing.Rules;
using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>A location that configuration or the command line names.</summary>
/// <param name="Location">Its type and target; a file target is absolute.</param>
/// <param name="Rules">What it may give beside what the catalog's rules allow.</param>
internal sealed record StaticLocation(LocationRef Location, ImmutableArray<CatalogRule> Rules)
{
    /// <summary>Reads one entry of <c>catalog.locations</c>; a relative file target starts from the folder of the file it is written in.</summary>
    public static StaticLocation Read(ConfigSection section)
    {
        var type = section.RequiredText("type");
        var target = section.RequiredText("target");
        if (type is not ("file" or "url" or ""))
        {
            section.Reject("type", $"must be file or url, not '{type}'");
        }

        if (type == "file" && target.Length > 0)
        {
            target = Path.GetFullPath(target, Path.GetDirectoryName(Path.GetFullPath(section.At.File))!);
        }

        var location = new LocationRef(type, target);
        return new StaticLocation(location, [.. (section.Sections("rules") ?? []).Select(rule => RuleSettings.ReadFor(rule, location))]);
    }

    /// <summary>A path, glob or url from the command line. Whoever names it there vouches for it, so every built-in kind may come from it.</summary>
    public static StaticLocation FromCommandLine(string text)
    {
        var isUrl = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var location = isUrl ? new LocationRef("url", text) : new LocationRef("file", Path.GetFullPath(text));
        var everything = new CatalogRule(
            [.. EntityModel.BuiltIn.KnownKinds.Select(kind => new AllowedKind(kind))], [new RuleLocation(location.Type, location.Target)]);
        return new StaticLocation(location, [everything]);
    }
}
