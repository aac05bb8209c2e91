using System.CommandLine;
using Catalog.Cli.Output;
using Catalog.Client;
using Catalog.Client.Queries;

namespace Catalog.Cli.Commands;

/// <summary><c>catalog export --to catalog.jsonl</c>: all entities, one a line, as a source would give them.</summary>
internal sealed class ExportCommand
{
    private const int PageSize = 500;
    private readonly Option<FileInfo?> _to = new("--to") { Description = "The file to write; standard output if not given." };

    public static Command Create()
    {
        var export = new ExportCommand();
        return ServerOptions.Connect(new Command("export", "Writes all entities as JSON, one a line, without what the catalog itself adds to them.") { export._to }, export.RunAsync);
    }

    private async Task<ExitCode> RunAsync(ICatalogClient catalog, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_to) is not { } file)
        {
            await WriteAsync(catalog, parsed.InvocationConfiguration.Output, cancellationToken);
            return ExitCode.Ok;
        }

        await using var output = new StreamWriter(file.FullName);
        var count = await WriteAsync(catalog, output, cancellationToken);
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"{count} entities in {file}.");
        return ExitCode.Ok;
    }

    private static async Task<int> WriteAsync(ICatalogClient catalog, TextWriter output, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var entity in catalog.StreamAsync(new EntityQuery { OrderBy = "metadata.name", Limit = PageSize }, cancellationToken))
        {
            var given = entity with { Relations = [], Status = null, Metadata = entity.Metadata with { Uid = null, Etag = null } };
            await output.WriteLineAsync(EntityJson.Write(given, indented: false));
            count++;
        }

        return count;
    }
}
