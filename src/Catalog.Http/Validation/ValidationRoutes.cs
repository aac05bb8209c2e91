using System.Text;
using Catalog.Http.Answers;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Model;

namespace Catalog.Http.Validation;

/// <summary>Runs an entity through processing without storing it. Has its own error body, <c>{"errors":[{name,message}]}</c>.</summary>
internal static class ValidationRoutes
{
    public static CatalogRoutes MapValidation(this CatalogRoutes routes) => routes.Map("ValidateEntity", Permission.EntityValidate, ValidateAsync);

    private static async ValueTask<Answer> ValidateAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var entity = request.Body.GetProperty("entity");
        if (Envelope.Check(entity) is { } wrong)
        {
            return Errors([wrong]);
        }

        var text = request.Body.GetProperty("location").GetString()!;
        if (!LocationRef.TryParse(text, out var location))
        {
            return Errors([TypeError($"Unable to parse location ref '{text}', expected '<type>:<target>', e.g. 'url:https://host/path'")]);
        }

        if (location.Type != "url")
        {
            return Errors([TypeError($"Invalid location ref {text}, only 'url:<target>' is supported, e.g. url:https://host/path")]);
        }

        var body = new EntityBody(Encoding.UTF8.GetBytes(entity.GetRawText()));
        var outcome = await request.Services.Engine.ValidateAsync(body, location, cancellationToken);
        return outcome.Errors.IsEmpty ? Answer.Empty(200) : Errors(outcome.Errors);
    }

    private static Problem TypeError(string message) => new(message) { Name = "TypeError" };

    private static JsonAnswer Errors(IReadOnlyList<Problem> problems) => JsonAnswer.Of(
        json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("errors");
            foreach (var problem in problems)
            {
                json.WriteStartObject();
                json.WriteString("name", problem.Name);
                json.WriteString("message", problem.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        },
        status: 400);
}
