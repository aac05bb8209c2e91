using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Catalog.Benchmarks.Http;

/// <summary>
/// Keeps changing entities of a source of its own through the push route, so many a second, in small batches as a provider would.
/// In: a running server. Out: nothing; what it made is taken out again at the end.
/// </summary>
internal sealed class Churn : IAsyncDisposable
{
    private const int Entities = 2_000;
    private const int BatchesPerSecond = 20;

    private static readonly string[] Lifecycles = ["production", "experimental", "deprecated"];

    private readonly HttpClient _client = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _active = new();
    private readonly Uri _route;
    private readonly int _perBatch;
    private Task _work = Task.CompletedTask;
    private int _revision;
    private long _changed;
    private volatile bool _paused;

    private Churn(Uri api, int perSecond)
    {
        _route = new Uri(api, "sources/churn/entities");
        _perBatch = Math.Max(1, perSecond / BatchesPerSecond);
    }

    /// <summary>Puts the entities in and begins to change them.</summary>
    public static async Task<Churn> StartAsync(Uri api, int perSecond)
    {
        var churn = new Churn(api, perSecond);
        await churn.SendAsync(HttpMethod.Put, Enumerable.Range(0, Entities));
        churn._active.Start();
        churn._work = churn.RunAsync();
        return churn;
    }

    public void Pause()
    {
        _paused = true;
        _active.Stop();
    }

    public void Resume()
    {
        _paused = false;
        _active.Start();
    }

    /// <summary>How many changes were durable and visible a second.</summary>
    public string Report() => $"{Interlocked.Read(ref _changed) / _active.Elapsed.TotalSeconds:N0} changes/s";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _work;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        await SendAsync(HttpMethod.Put, []);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / BatchesPerSecond));
        for (var at = 0; await timer.WaitForNextTickAsync(_stop.Token);)
        {
            if (!_paused)
            {
                _revision++;
                await SendAsync(HttpMethod.Post, Enumerable.Range(at, _perBatch).Select(i => i % Entities).Distinct());
                Interlocked.Add(ref _changed, _perBatch);
                at = (at + _perBatch) % Entities;
            }
        }
    }

    private async Task SendAsync(HttpMethod method, IEnumerable<int> entities)
    {
        var lines = new StringBuilder();
        foreach (var i in entities)
        {
            lines.Append(Entity(i)).Append('\n');
        }

        using var request = new HttpRequestMessage(method, _route) { Content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson") };
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private string Entity(int i) => new JsonObject
    {
        ["apiVersion"] = "backstage.io/v1alpha1",
        ["kind"] = "Component",
        ["metadata"] = new JsonObject { ["name"] = $"churn-{i}", ["description"] = $"revision {_revision}", ["tags"] = new JsonArray($"t{(i + _revision) % 20}") },
        ["spec"] = new JsonObject
        {
            ["type"] = "service",
            ["lifecycle"] = Lifecycles[_revision % 3],
            ["owner"] = $"group:default/churn-{(i + _revision) % 50}",
            ["dependsOn"] = new JsonArray($"component:default/churn-{(i + _revision) % Entities}"),
        },
    }.ToJsonString();
}
