using System.Globalization;

namespace Catalog.Faults;

/// <summary>The arguments of a command, <c>--name value</c>.</summary>
internal static class Arguments
{
    public static int Number(string[] args, string name, int otherwise) =>
        Value(args, name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    public static string? Value(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
