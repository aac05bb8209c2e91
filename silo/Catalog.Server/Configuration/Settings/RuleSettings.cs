using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>One rule of <c>catalog.rules</c>: these kinds may come from these places.</summary>
/// <param name="Allow">What is allowed.</param>
/// <param name="Locations">From where; null for anywhere.</param>
internal sealed record RuleSettings(IReadOnlyList<AllowedKind> Allow, IReadOnlyList<RuleLocation>? Locations)
{
    /// <summary>Reads one rule.</summary>
    public static RuleSettings Read(ConfigSection rule)
    {
        if (!rule.Has("allow"))
        {
            rule.RequiredText("allow");
        }

        var allow = (rule.Mixed("allow") ?? []).Select(item =>
            item.Section is { } kind ? new AllowedKind(kind.RequiredText("kind"), kind.Text("spec.type")) : new AllowedKind(item.Text!, null));
        return new RuleSettings([.. allow], rule.Sections("locations")?.Select(RuleLocation.Read).ToList());
    }
}

/// <summary>A kind, and the <c>spec.type</c> it must have; null for any.</summary>
internal sealed record AllowedKind(string Kind, string? SpecType);

/// <summary>Where a rule applies.</summary>
/// <param name="Type">The location's type.</param>
/// <param name="Exact">The whole target; null when it does not matter.</param>
/// <param name="Pattern">A glob that the target must match; null when it does not matter.</param>
internal sealed record RuleLocation(string Type, string? Exact, string? Pattern)
{
    /// <summary>Reads one place of a rule.</summary>
    public static RuleLocation Read(ConfigSection location)
    {
        var result = new RuleLocation(location.RequiredText("type"), location.Text("exact"), location.Text("pattern"));
        if (result is { Exact: not null, Pattern: not null })
        {
            location.Reject("pattern", "cannot stand beside exact");
        }

        return result;
    }
}
