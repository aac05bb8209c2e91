using System.Runtime.CompilerServices;
using System.Text.Json;
using Catalog.Grains.Providers;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Model;
using Microsoft.AspNetCore.Http.Features;

namespace Catalog.Http.Push;

/// <summary>Bulk pushes: JSON Lines, read as they come and taken as fast as the engine takes them.</summary>
internal static class BulkPush
{
    private const int BatchSize = 1_000;

    /// <summary>PUT: the source is exactly these entities from now on. A body that breaks off changes nothing that is missing from it.</summary>
    public static async ValueTask<Answer> ReplaceAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (!PushedSource.TryGetProvider(request.Route("source"), out var provider))
        {
            return PushRoutes.BadSource(request);
        }

        var report = new PushReport();
        var lines = new List<int>();
        var entities = EntitiesAsync(request, report, lines, cancellationToken);
        report.Add(await request.Services.Engine.ApplyAsync(provider, new ProviderMutation.Full(entities), cancellationToken), lines);
        return report.Answer();
    }

    /// <summary>POST: each line an entity to add or replace, or <c>{"remove":"kind:namespace/name"}</c>.</summary>
    public static async ValueTask<Answer> ChangeAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (!PushedSource.TryGetProvider(request.Route("source"), out var provider))
        {
            return PushRoutes.BadSource(request);
        }

        var report = new PushReport();
        var batch = new Batch();
        await foreach (var (line, json) in ObjectsAsync(request, report, cancellationToken))
        {
            var removes = json.TryGetProperty("remove"u8, out _);
            if (batch.Count >= BatchSize || batch.Removes != removes)
            {
                await batch.SendAsync(request, provider, report, cancellationToken);
            }

            if (!batch.TryAdd(line, json, request.Route("source"), out var problem))
            {
                report.Reject(line, default, problem!);
            }
        }

        await batch.SendAsync(request, provider, report, cancellationToken);
        return report.Answer();
    }

    private static async IAsyncEnumerable<ProvidedEntity> EntitiesAsync(
        CatalogRequest request, PushReport report, List<int> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (line, json) in ObjectsAsync(request, report, cancellationToken))
        {
            lines.Add(line);
            yield return PushRoutes.Provided(json, request.Route("source"));
        }
    }

    private static async IAsyncEnumerable<(int Line, JsonElement Json)> ObjectsAsync(
        CatalogRequest request, PushReport report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = request.Services.Options;
        if (request.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxPushBytes;
        }

        await foreach (var line in JsonLines.ReadAsync(request.Http.Request.BodyReader, options.MaxEntityBytes, cancellationToken))
        {
            report.Read();
            if (line.Content.IsEmpty)
            {
                report.Reject(line.Number, default, new Problem($"It is longer than {options.MaxEntityBytes:N0} bytes"));
            }
            else if (PushedEntity.TryParse(line.Content, out var json, out var problem))
            {
                yield return (line.Number, json);
            }
            else
            {
                report.Reject(line.Number, default, problem);
            }
        }
    }

    /// <summary>Lines that go to the engine together: either all add or all remove, so that lines take effect in their order.</summary>
    private sealed class Batch
    {
        private readonly List<ProvidedEntity> _added = [];
        private readonly List<RemovedEntity> _removed = [];
        private readonly List<int> _lines = [];

        public int Count => _added.Count + _removed.Count;

        public bool Removes => _removed.Count > 0;

        public bool TryAdd(int line, JsonElement json, string source, out Problem? problem)
        {
            problem = null;
            if (!json.TryGetProperty("remove"u8, out var remove))
            {
                _added.Add(PushRoutes.Provided(json, source));
                _lines.Add(line);
                return true;
            }

            if (remove.ValueKind == JsonValueKind.String && EntityRef.TryParseFull(remove.GetString(), out var entity))
            {
                _removed.Add(new RemovedEntity(entity));
                return true;
            }

            problem = new Problem("remove must be a full reference, kind:namespace/name", "/remove");
            return false;
        }

        public async ValueTask SendAsync(CatalogRequest request, string provider, PushReport report, CancellationToken cancellationToken)
        {
            if (Count == 0)
            {
                return;
            }

            var delta = new ProviderMutation.Delta([.. _added], [.. _removed]);
            report.Add(await request.Services.Engine.ApplyAsync(provider, delta, cancellationToken), _lines);
            _added.Clear();
            _removed.Clear();
            _lines.Clear();
        }
    }
}
