using Catalog.Model;
using Catalog.Processing.Scm;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Processors;

/// <summary>A built-in step that changes the body only in ways that the shaper knows, so that several can share one pass.</summary>
internal interface IShapingProcessor : ICatalogProcessor
{
    ShapeFlags Shape { get; }
}

/// <summary>Says where an entity comes from: location, origin, view url, edit url, source location. The pass itself is the shaper's.</summary>
internal sealed class AnnotateLocationProcessor : IShapingProcessor
{
    public string Name => BuiltInNames.AnnotateLocation;

    public ShapeFlags Shape => ShapeFlags.Annotate;
}

/// <summary>Names the repository that a Component comes from (<c>github.com/project-slug</c> and its like).</summary>
internal sealed class AnnotateSlugProcessor : IShapingProcessor
{
    public string Name => BuiltInNames.AnnotateSlug;

    public ShapeFlags Shape => ShapeFlags.ProjectSlug;
}

/// <summary>Works out the annotations that the two put in front.</summary>
internal static class LocationAnnotations
{
    public static FrontAnnotations Of(ShapeFlags flags, string? kind, LocationRef location, LocationRef origin, ScmIntegrations integrations)
    {
        var host = location.Type == "url" ? integrations.ByUrl(location.Target) : null;
        var (slugName, slug) = flags.HasFlag(ShapeFlags.ProjectSlug) && kind == "Component" ? Slug(host, location.Target) : default;
        if (!flags.HasFlag(ShapeFlags.Annotate))
        {
            return new FrontAnnotations(slugName, slug, null, null, null, null, null);
        }

        var isUrl = location.Type == "url";
        var edit = host is null || ScmUrl.IsPinned(location.Target) ? null : ScmUrl.Edit(host, location.Target);
        var source = host is null ? null : ScmUrl.Resolve(host, "./", location.Target);
        return new FrontAnnotations(
            slugName, slug, location.ToString(), origin.ToString(), isUrl ? location.Target : null, edit, source is null ? null : "url:" + source);
    }

    private static (string? Name, string? Slug) Slug(ScmIntegration? host, string url)
    {
        var name = host?.Type switch
        {
            ScmType.GitHub => "github.com/project-slug",
            ScmType.GitLab => "gitlab.com/project-slug",
            ScmType.BitbucketCloud => "bitbucket.org/project-slug",
            ScmType.Azure => "dev.azure.com/project-repo",
            _ => null,
        };
        if (name is null || ScmRepository.Parse(host, url) is not { } repository)
        {
            return default;
        }

        var project = host!.Type == ScmType.Azure ? repository.Owner[(repository.Owner.LastIndexOf('/') + 1)..] : repository.Owner;
        return (name, $"{project}/{repository.Name}");
    }
}
