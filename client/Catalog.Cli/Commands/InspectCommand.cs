using System.CommandLine;
using Catalog.Client.Entities;

namespace Catalog.Cli.Commands;

/// <summary><c>catalog inspect component:shop</c>: where an entity comes from, how it stands to others, and what is wrong with it.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var entity = EntityArgument.Create();
        var command = new Command("inspect", "Tells where an entity comes from, how it stands to others, and what is wrong with it.") { entity };
        return ServerOptions.Connect(command, async (catalog, parsed, cancellationToken) =>
        {
            var entityRef = parsed.GetRequiredValue(entity);
            if (await catalog.AncestryAsync(entityRef, cancellationToken) is not { } ancestry
                || ancestry.Items.FirstOrDefault(i => i.Entity.Ref == ancestry.RootEntityRef) is not { } item)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"There is no entity {entityRef}.");
                return ExitCode.No;
            }

            Write(parsed.InvocationConfiguration.Output, item, ancestry);
            return ExitCode.Ok;
        });
    }

    private static void Write(TextWriter output, AncestryItem item, Ancestry ancestry)
    {
        var entity = item.Entity;
        output.WriteLine(entity.Metadata.Title is { } title ? $"{entity.Ref}  {title}" : entity.Ref);
        Line("uid", entity.Metadata.Uid);
        Line("etag", entity.Metadata.Etag);
        Line("read from", entity.Metadata.Annotations.GetValueOrDefault("backstage.io/managed-by-location"));
        Line("registered as", entity.Metadata.Annotations.GetValueOrDefault("backstage.io/managed-by-origin-location"));
        Line("orphan", entity.Metadata.Annotations.GetValueOrDefault("backstage.io/orphan"));
        Lines("parents", item.ParentEntityRefs);
        Lines("ancestors", ancestry.Items.Select(i => i.Entity.Ref).Where(r => r != entity.Ref).Except(item.ParentEntityRefs));
        foreach (var relation in entity.Relations.GroupBy(r => r.Type))
        {
            Lines(relation.Key, relation.Select(r => r.TargetRef));
        }

        Lines("status", (entity.Status?.Items ?? []).Select(s => $"{s.Level}: {s.Message}"));

        void Line(string name, string? value)
        {
            if (value is not null)
            {
                output.WriteLine($"  {name,-14} {value}");
            }
        }

        void Lines(string name, IEnumerable<string> values)
        {
            foreach (var value in values)
            {
                Line(name, value);
                name = "";
            }
        }
    }
}
