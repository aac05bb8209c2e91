using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Processing.Rules;
using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Reads <c>catalog.rules</c>, and the rules of single locations.</summary>
internal static class RuleSettings
{
    /// <summary>One rule: these kinds, from these places or from anywhere.</summary>
    public static CatalogRule Read(ConfigSection rule) =>
        new(Allowed(rule), rule.Sections("locations") is { } places ? [.. places.Select(ReadPlace).OfType<RuleLocation>()] : default);

    /// <summary>One rule of a configured location: these kinds, from that location only.</summary>
    public static CatalogRule ReadFor(ConfigSection rule, LocationRef location) => new(Allowed(rule), [new RuleLocation(location.Type, location.Target)]);

    private static ImmutableArray<AllowedKind> Allowed(ConfigSection rule)
    {
        if (!rule.Has("allow"))
        {
            rule.RequiredText("allow");
        }

        return [.. (rule.Mixed("allow") ?? []).Select(item =>
            item.Section is { } kind ? new AllowedKind(kind.RequiredText("kind"), kind.Text("spec.type")) : new AllowedKind(item.Text!))];
    }

    private static RuleLocation? ReadPlace(ConfigSection place)
    {
        var (type, exact, pattern) = (place.RequiredText("type"), place.Text("exact"), place.Text("pattern"));
        try
        {
            return new RuleLocation(type, exact, pattern);
        }
        catch (ArgumentException e)
        {
            place.Reject("pattern", exact is null ? $"cannot be read: {e.Message}" : "cannot stand beside exact");
            return null;
        }
    }
}
