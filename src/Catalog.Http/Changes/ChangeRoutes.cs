using System.Globalization;
using Catalog.Grains;
using Catalog.Http.Answers;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Catalog.Http.Changes;

/// <summary>What changed after a sequence number. A caller that has seen all is kept waiting for the next change: so it hears of it at once, and asks seldom.</summary>
internal static class ChangeRoutes
{
    private const int MaxChanges = 1_000;
    private const int DefaultWait = 20;
    private const int LongestWait = 60;

    public static CatalogRoutes MapChanges(this CatalogRoutes routes) => routes.Map("GetChanges", Permission.IngestionRead, AnswerAsync);

    private static async ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var after = request.Query.One("after") is { } text ? (long)double.Parse(text, CultureInfo.InvariantCulture) : request.Services.Index.Current.Sequence;
        await WaitAsync(request, after, cancellationToken);
        var reached = request.Services.Index.Current.Sequence;
        var changes = new List<EntityChange>();
        await foreach (var change in request.Services.Engine.ReadChangesAsync(after, cancellationToken))
        {
            if (change.Sequence > reached) break;
            changes.Add(change);
            if (changes.Count == MaxChanges) break;
        }

        return Told(changes, changes.Count == MaxChanges ? changes[^1].Sequence : Math.Max(after, reached));
    }

    private static async Task WaitAsync(CatalogRequest request, long after, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(request.Query.Integer("wait") ?? DefaultWait, LongestWait));
        var stopping = request.Http.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using var limit = new CancellationTokenSource(wait, request.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping, cancellationToken);
        try
        {
            await request.Services.Index.AtLeastAsync(after + 1, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing has changed in time, which is an answer too.
        }
    }

    private static JsonAnswer Told(IReadOnlyList<EntityChange> changes, long sequence) => JsonAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("entityRef", change.Ref.ToString());
            json.WriteNumber("sequence", change.Sequence);
            json.WriteBoolean("deleted", change.Deleted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sequence", sequence);
        json.WriteEndObject();
    });
}
