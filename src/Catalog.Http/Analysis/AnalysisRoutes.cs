using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Locations;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;

namespace Catalog.Http.Analysis;

/// <summary>What a front end's import page asks: which entity could be made for a repository.</summary>
internal static class AnalysisRoutes
{
    public static CatalogRoutes MapAnalysis(this CatalogRoutes routes) => routes.Map("AnalyzeLocation", Permission.LocationAnalyze, (request, _) => new(Analyze(request)));

    private static Answer Analyze(CatalogRequest request)
    {
        var (input, wrong) = LocationInput.Read(request.Body.GetProperty("location"));
        if (input is null)
        {
            return wrong!;
        }

        return RepositoryUrl.TryParse(input.Location.Target, out var repository)
            ? JsonAnswer.Of(json => Write(json, repository, Prefix(request.Services.Options, repository)))
            : Answer.InputError("The given location.target is not a URL");
    }

    private static string? Prefix(CatalogHttpOptions options, RepositoryUrl repository) =>
        options.ScmHosts.TryGetValue(repository.Host, out var type)
            ? type switch
            {
                "azure" => "dev.azure.com",
                "bitbucket" or "bitbucketCloud" or "bitbucketServer" => "bitbucket.org",
                "github" => "github.com",
                "gitlab" => "gitlab.com",
                _ => null,
            }
            : null;

    private static void Write(Utf8JsonWriter json, RepositoryUrl repository, string? prefix)
    {
        json.WriteStartObject();
        json.WriteStartArray("existingEntityFiles");
        json.WriteEndArray();
        json.WriteStartArray("generateEntities");
        json.WriteStartObject();
        json.WriteStartObject("entity");
        json.WriteString("apiVersion", "backstage.io/v1alpha1");
        json.WriteString("kind", "Component");
        json.WriteStartObject("metadata");
        json.WriteString("name", repository.Name);
        if (prefix is not null)
        {
            json.WriteStartObject("annotations");
            json.WriteString($"{prefix}/project-slug", $"{repository.Owner}/{repository.Name}");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("spec");
        json.WriteString("type", "other");
        json.WriteString("lifecycle", "unknown");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("fields");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
