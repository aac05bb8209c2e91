using System.Text.Json.Nodes;

namespace Catalog.Http.Tests.Golden;

/// <summary>Every recorded request is put to a catalog, in order, and its answer held against the recorded one.</summary>
public abstract class GoldenSuite(ITestOutputHelper output)
{
    [Fact]
    public async Task Recorded_requests_are_answered_as_recorded()
    {
        await using var world = await GoldenWorld.CreateAsync(StartAsync);
        var answers = new Dictionary<string, JsonNode?>();
        var failures = new List<string>();
        var lines = GoldenLine.Load();
        foreach (var line in lines)
        {
            var (raw, answer) = await AskAsync(world, line, answers);
            answers[line.Id] = raw;
            await world.Catalog.SettleAsync();
            var (verdict, difference) = GoldenExceptions.Judge(line, answer);
            output.WriteLine($"{verdict,-9} {line.Id,-40} {line.Method} {line.Path[..Math.Min(90, line.Path.Length)]}{(difference is null ? "" : "\n          " + difference)}");
            if (verdict == "DIFFERS")
            {
                failures.Add($"{line.Id}: {difference}");
            }
        }

        output.WriteLine($"{lines.Count - failures.Count} of {lines.Count} as recorded or as the exceptions say.");
        Assert.True(failures.Count == 0, $"{failures.Count} of {lines.Count} answers differ:\n{string.Join("\n", failures)}");
    }

    /// <summary>Starts the catalog, which finds the recording's files at a host and port.</summary>
    private protected abstract Task<IRecordedCatalog> StartAsync(string files);

    private static async Task<(JsonNode? Raw, GoldenAnswer Compared)> AskAsync(GoldenWorld world, GoldenLine line, Dictionary<string, JsonNode?> answers)
    {
        using var request = line.Request("/api/catalog", answers);
        using var response = await world.Catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await GoldenAnswer.ReadAsync(line, response, TestContext.Current.CancellationToken);
    }
}
