using System.CommandLine;
using Catalog.Cli.Output;
using Catalog.Client;
using Catalog.Client.Queries;

namespace Catalog.Cli.Commands;

/// <summary><c>catalog query --filter kind=component,spec.type=service</c>: the entities that match, one a line.</summary>
internal sealed class QueryCommand
{
    private readonly Option<string[]> _filter = new("--filter", "-f")
    {
        Description = "key=value or key, joined by commas: all must hold, and the same key twice is either. Given again: one of them must hold.",
    };

    private readonly Option<string?> _text = new("--text", "-t") { Description = "A text that the order's field, or --text-field, must hold." };
    private readonly Option<string[]> _textFields = new("--text-field") { Description = "A field to look for --text in; may be given several times." };

    private readonly Option<string> _order = new("--order")
    {
        Description = "The field to order by, with ,desc for the other direction. Entities without it are left out.",
        DefaultValueFactory = _ => "metadata.name",
    };

    private readonly Option<int?> _limit = new("--limit", "-n") { Description = "The most entities to print. Default: all." };
    private readonly Option<bool> _count = new("--count") { Description = "Prints only how many there are." };
    private readonly Option<bool> _json = new("--json") { Description = "Prints whole entities as JSON, one a line, instead of their references." };

    public static Command Create()
    {
        var query = new QueryCommand();
        var command = new Command("query", "Prints the entities that match.")
        {
            query._filter, query._text, query._textFields, query._order, query._limit, query._count, query._json,
        };
        return ServerOptions.Connect(command, query.RunAsync);
    }

    private async Task<ExitCode> RunAsync(ICatalogClient catalog, ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var query = ToQuery(parsed);
        if (parsed.GetValue(_count))
        {
            var page = await catalog.QueryAsync(query with { Limit = 0 }, cancellationToken);
            await output.WriteLineAsync($"{page.TotalItems}");
            return ExitCode.Ok;
        }

        var json = parsed.GetValue(_json);
        var limit = parsed.GetValue(_limit) ?? int.MaxValue;
        var wanted = query with { Limit = Math.Clamp(limit, 1, 500), Fields = json ? [] : ["kind", "metadata.namespace", "metadata.name"] };
        await foreach (var entity in catalog.StreamAsync(wanted, cancellationToken).Take(limit))
        {
            await output.WriteLineAsync(json ? EntityJson.Write(entity, indented: false) : entity.Ref);
        }

        return ExitCode.Ok;
    }

    private EntityQuery ToQuery(ParseResult parsed)
    {
        var order = parsed.GetRequiredValue(_order).Split(',', 2, StringSplitOptions.TrimEntries);
        return new EntityQuery
        {
            Where = EntityPredicate.FromFilters(parsed.GetValue(_filter) ?? []),
            Text = parsed.GetValue(_text),
            TextFields = parsed.GetValue(_textFields) ?? [],
            OrderBy = order[0],
            Descending = order is [_, var direction] && (direction == "desc" || (direction == "asc" ? false
                : throw new FormatException($"'{direction}' is no direction: write asc or desc"))),
        };
    }
}
