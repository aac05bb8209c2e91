using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Catalog.Client;

namespace Catalog.Cli.Commands;

/// <summary><c>catalog import catalog.jsonl --source moved</c>: makes a source of the catalog exactly the entities of a file.</summary>
internal sealed class ImportCommand
{
    private readonly Argument<FileInfo> _file = new("file") { Description = "Entities as JSON, one a line, as catalog export writes them." };
    private readonly Option<string> _source = new("--source") { Description = "The source that holds them from then on.", DefaultValueFactory = _ => "import" };
    private int _locations;

    public static Command Create()
    {
        var import = new ImportCommand();
        var command = new Command("import", "Makes a source exactly the entities of a file. Locations are left out: what they lead to is in the file itself.") { import._file, import._source };
        return ServerOptions.Connect(command, import.RunAsync);
    }

    private async Task<ExitCode> RunAsync(ICatalogClient catalog, ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(_file);
        if (!file.Exists) throw new ArgumentException($"There is no file {file}.");
        var report = await catalog.ReplaceSourceAsync(parsed.GetRequiredValue(_source), EntitiesAsync(file, cancellationToken), cancellationToken);
        foreach (var rejected in report.Rejections)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"refused: {rejected.EntityRef ?? $"entity {rejected.Line}"}: {rejected.Message}");
        }

        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            $"{report.Changed} entities new or changed, {report.Removed} removed, {report.Rejected} refused, {_locations} locations left out.");
        return report.Rejected == 0 ? ExitCode.Ok : ExitCode.No;
    }

    private async IAsyncEnumerable<string> EntitiesAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in File.ReadLinesAsync(file.FullName, cancellationToken))
        {
            if (IsLocation(line)) _locations++;
            else yield return line;
        }
    }

    // What is no JSON is sent on: the catalog says what is wrong with it.
    private static bool IsLocation(string line)
    {
        try
        {
            using var entity = JsonDocument.Parse(line);
            return entity.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("kind", out var kind)
                && kind.ValueKind == JsonValueKind.String && string.Equals(kind.GetString(), "location", StringComparison.OrdinalIgnoreCase);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
