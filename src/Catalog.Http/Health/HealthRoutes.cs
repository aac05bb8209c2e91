using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Catalog.Http.Health;

/// <summary>Liveness and readiness, where Backstage's root health service has them.</summary>
internal static class HealthRoutes
{
    private const string Base = "/.backstage/health/v1";

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapMethods($"{Base}/liveness", ["GET", "HEAD"], () => TypedResults.Ok(new Health("ok")));
        app.MapMethods($"{Base}/readiness", ["GET", "HEAD"], Readiness);
    }

    private static IResult Readiness(CatalogReadiness readiness) => readiness.Pending is { } pending
        ? TypedResults.Json(new NotReady("Backend has not started yet", "error", pending), statusCode: StatusCodes.Status503ServiceUnavailable)
        : TypedResults.Ok(new Health("ok"));

    private sealed record Health(string Status);

    private sealed record NotReady(string Message, string Status, CatalogReadiness.Progress Progress);
}
