using System.Text.Json;
using Catalog.Grains.Locations;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Model;

namespace Catalog.Http.Locations;

/// <summary>POST locations: registers a place to read from, or with <c>dryRun</c> says what it would give.</summary>
internal static class CreateLocation
{
    /// <summary>Answers the request.</summary>
    public static async ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var (input, wrong) = LocationInput.Read(request.Body);
        if (input is null)
        {
            return wrong!;
        }

        var dryRun = request.Query.One("dryRun")?.Trim().ToLowerInvariant() is "true" or "t" or "yes" or "y" or "1" or "on";
        if (input.Refusal(request, changes: !dryRun) is { } refusal)
        {
            return refusal;
        }

        return dryRun ? await DryRunAsync(request, input, cancellationToken) : await RegisterAsync(request, input, cancellationToken);
    }

    private static async ValueTask<Answer> RegisterAsync(CatalogRequest request, LocationInput input, CancellationToken cancellationToken)
    {
        var engine = request.Services.Engine;
        if (await engine.Locations.FindAsync(input.Location, cancellationToken) is not { } existing)
        {
            return Registered(await engine.Locations.CreateAsync(input.Location, input.Optional, cancellationToken));
        }

        var refresh = request.Query.One("onConflict") is { } asked ? asked == "refresh" : request.Services.Options.RefreshLocationOnConflict;
        if (!refresh)
        {
            return Answer.Conflict($"Location {input.Location} already exists");
        }

        await engine.RefreshAsync(existing.Entity, cancellationToken);
        return Registered(existing);
    }

    private static JsonAnswer Registered(RegisteredLocation location) => JsonAnswer.Of(
        json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("location");
            LocationJson.Write(json, location);
            json.WriteStartArray("entities");
            json.WriteEndArray();
            json.WriteEndObject();
        },
        status: 201);

    private static async ValueTask<Answer> DryRunAsync(CatalogRequest request, LocationInput input, CancellationToken cancellationToken)
    {
        var locations = request.Services.Engine.Locations;
        var found = await locations.DryRunAsync(input.Location, input.Optional, cancellationToken);
        if (found.Problems.Count > 0)
        {
            return Answer.InputError(string.Join(", ", found.Problems.Select(p => $"{p.Name}: {p.Message}")));
        }

        var exists = await locations.FindAsync(input.Location, cancellationToken) is not null;
        return JsonAnswer.Of(json => WriteDryRun(json, input, exists, found.Entities), status: 201);
    }

    private static void WriteDryRun(Utf8JsonWriter json, LocationInput input, bool exists, IReadOnlyList<EntityBody> entities)
    {
        json.WriteStartObject();
        json.WriteBoolean("exists", exists);
        json.WriteStartObject("location");
        json.WriteString("type", input.Location.Type);
        json.WriteString("target", input.Location.Target);
        if (input.Presence is not null)
        {
            json.WriteString("presence", input.Presence);
        }

        json.WriteString("id", input.Location.ToString());
        json.WriteString("entityRef", $"location:default/{input.Location.GeneratedName}");
        json.WriteEndObject();
        json.WriteStartArray("entities");
        foreach (var entity in entities)
        {
            json.WriteRawValue(entity.Utf8.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
