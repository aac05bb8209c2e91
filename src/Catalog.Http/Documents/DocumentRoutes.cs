using System.Buffers;
using Catalog.Http.Answers;
using Catalog.Http.Routing;

namespace Catalog.Http.Documents;

/// <summary>The OpenAPI documents of the routes themselves.</summary>
internal static class DocumentRoutes
{
    public static CatalogRoutes MapDocument(this CatalogRoutes routes, string path)
    {
        var document = routes.Document.Write(routes.BasePath);
        return routes.MapUndocumented("GET", path, Access.Caller, (_, _) =>
        {
            var content = new SegmentedBuffer();
            content.Write(document.Span);
            return new(new JsonAnswer { Status = 200, Content = content });
        });
    }
}
