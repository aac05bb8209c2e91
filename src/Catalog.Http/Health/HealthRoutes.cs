using Catalog.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Catalog.Http.Health;

/// <summary>
/// Liveness and readiness, where Backstage's root health service has them. Readiness also says whether all that was asked for is done:
/// <c>settled</c> is false while anything is queued, running or untold; only the server that leads knows.
/// </summary>
internal static class HealthRoutes
{
    private const string Base = "/.backstage/health/v1";

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapMethods($"{Base}/liveness", ["GET", "HEAD"], () => TypedResults.Ok(new Health("ok")));
        app.MapMethods($"{Base}/readiness", ["GET", "HEAD"], ReadinessAsync);
    }

    private static async Task<IResult> ReadinessAsync(CatalogReadiness readiness, ICatalogEngine engine) => readiness.Pending is { } pending
        ? TypedResults.Json(new NotReady("Backend has not started yet", "error", pending), statusCode: StatusCodes.Status503ServiceUnavailable)
        : TypedResults.Ok(engine.IsLeader ? new Ready("ok", "leader", await IsSettledAsync(engine)) : new Ready("ok", "follower", null));

    private static async Task<bool> IsSettledAsync(ICatalogEngine engine)
    {
        using var now = new CancellationTokenSource();
        var settled = engine.SettledAsync(now.Token);
        await now.CancelAsync();
        await settled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return settled.IsCompletedSuccessfully;
    }

    private sealed record Health(string Status);

    private sealed record Ready(string Status, string Role, bool? Settled);

    private sealed record NotReady(string Message, string Status, CatalogReadiness.Progress Progress);
}
