using System.Diagnostics;
using System.Globalization;
using Catalog.Http.Tests.Hosting;

namespace Catalog.Http.Tests.Fuzzing;

/// <summary>
/// Random requests, seeded: no 500, no hang, no growth of memory. A sample by default; a million with
/// <c>CATALOG_FUZZ_REQUESTS=1000000 dotnet test tests/Catalog.Http.Tests --filter FuzzTests</c>, another sequence with <c>CATALOG_FUZZ_SEED</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Sample = 6_000;
    private const int Clients = 4;
    private const long AllowedGrowth = 64L * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Random_requests_get_an_answer_and_never_500()
    {
        var count = Setting("CATALOG_FUZZ_REQUESTS", Sample);
        var seed = Setting("CATALOG_FUZZ_SEED", 20_260_921);
        output.WriteLine($"{count} requests, seed {seed}");
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.ProvideAsync("p", Enumerable.Range(0, 200).Select(i => Samples.Component($"c-{i}", $"team-{i % 7}")));
        var statuses = new int[600];
        await RunAsync(catalog, seed, count / 10, statuses);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync(catalog, seed + 1, count - (count / 10), statuses);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(string.Join(", ", statuses.Index().Where(s => s.Item > 0).Select(s => $"{s.Index}: {s.Item}")));
        output.WriteLine($"memory grew by {grown / 1024} KiB");
        Assert.True(statuses[200] > count / 50, "Hardly any request was good: the fuzzer only tests the checks.");
        Assert.True(grown < AllowedGrowth, $"Memory grew by {grown} bytes.");
    }

    private static async Task RunAsync(TestCatalog catalog, int seed, int count, int[] statuses) => await Task.WhenAll(
        Enumerable.Range(0, Clients).Select(client => Task.Run(() => AskAsync(catalog, seed + (client * 1000), count / Clients, statuses))));

    private static async Task AskAsync(TestCatalog catalog, int seed, int count, int[] statuses)
    {
        var fuzzer = new RequestFuzzer(seed);
        for (var i = 0; i < count; i++)
        {
            using var request = fuzzer.Next();
            var what = $"seed {seed} request {i}: {request.Method} {request.RequestUri}";
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            timeout.CancelAfter(Patience);
            try
            {
                using var response = await catalog.Client.SendAsync(request, timeout.Token);
                var body = await response.Content.ReadAsByteArrayAsync(timeout.Token);
                Interlocked.Increment(ref statuses[(int)response.StatusCode]);
                Assert.True((int)response.StatusCode is >= 200 and < 500, $"{what}\n{(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}\n{string.Join("\n", catalog.Failures)}");
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"{what}\nno answer within {Patience}");
            }
            catch (HttpRequestException failure)
            {
                throw new UnreachableException($"{what}\n{failure.Message}", failure);
            }
        }
    }

    private static int Setting(string name, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : absent;
}
