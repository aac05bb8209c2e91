using System.CommandLine;
using Catalog.Cli.Output;

namespace Catalog.Cli.Commands;

/// <summary><c>catalog get component:shop</c>: the entity as JSON.</summary>
internal static class GetCommand
{
    public static Command Create()
    {
        var entity = EntityArgument.Create();
        var command = new Command("get", "Prints an entity as JSON.") { entity };
        return ServerOptions.Connect(command, async (catalog, parsed, cancellationToken) =>
        {
            var entityRef = parsed.GetRequiredValue(entity);
            if (await catalog.GetAsync(entityRef, cancellationToken) is not { } found)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"There is no entity {entityRef}.");
                return ExitCode.No;
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(EntityJson.Write(found, indented: true));
            return ExitCode.Ok;
        });
    }
}
