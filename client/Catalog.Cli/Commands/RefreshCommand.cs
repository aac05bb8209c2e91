using System.CommandLine;

namespace Catalog.Cli.Commands;

/// <summary><c>catalog refresh component:shop</c>: has an entity read again now.</summary>
internal static class RefreshCommand
{
    public static Command Create()
    {
        var entity = EntityArgument.Create();
        var command = new Command("refresh", "Has an entity, and the locations it came from, read again now.") { entity };
        return ServerOptions.Connect(command, async (catalog, parsed, cancellationToken) =>
        {
            var entityRef = parsed.GetRequiredValue(entity);
            var found = await catalog.RefreshAsync(entityRef, cancellationToken);
            await (found ? parsed.InvocationConfiguration.Output : parsed.InvocationConfiguration.Error)
                .WriteLineAsync(found ? $"{entityRef} is being read again." : $"There is no entity {entityRef}.");
            return found ? ExitCode.Ok : ExitCode.No;
        });
    }
}
