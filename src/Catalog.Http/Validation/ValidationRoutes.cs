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
        return outcome.Errors.IsEmpty ? Answer.Empty(200) : Errors(Reported(outcome.Errors, body));
    }

    private static IEnumerable<ReportedError> Reported(IReadOnlyList<Problem> problems, EntityBody body)
    {
        _ = body.TryGetRef(out var entity);
        var firstCheck = problems.FirstOrDefault(ReportedError.IsCheck);
        return problems.Where(p => ReferenceEquals(p, firstCheck) || !ReportedError.IsCheck(p)).Select(p => ReportedError.Of(p, entity));
    }

    private static ReportedError TypeError(string message) => new("TypeError", message);

    private static JsonAnswer Errors(IEnumerable<ReportedError> errors) => JsonAnswer.Of(
        json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("errors");
            foreach (var error in errors)
            {
                ErrorJson.Write(json, error);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        },
        status: 400);
}
