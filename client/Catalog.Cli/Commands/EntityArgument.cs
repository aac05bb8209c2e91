using System.CommandLine;

namespace Catalog.Cli.Commands;

/// <summary>The argument that names an entity.</summary>
internal static class EntityArgument
{
    /// <summary>A new argument, as each command needs its own.</summary>
    public static Argument<string> Create() => new("entity") { Description = "kind:namespace/name, or kind:name." };
}
