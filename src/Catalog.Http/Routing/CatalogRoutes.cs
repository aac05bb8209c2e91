using Catalog.Http.Answers;
using Catalog.Http.Audit;
using Catalog.Http.OpenApi;
using Catalog.Http.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Catalog.Http.Routing;

/// <summary>Answers one request.</summary>
internal delegate ValueTask<Answer> Handler(CatalogRequest request, CancellationToken cancellationToken);

/// <summary>Where routes are mapped: ties each operation of a document to its handler.</summary>
internal sealed class CatalogRoutes(IEndpointRouteBuilder app, CatalogEndpoint endpoint, string basePath, OpenApiDocument document)
{
    private readonly Dictionary<string, Operation> _unmapped = document.Operations.ToDictionary(o => o.Id);

    /// <summary>The document that declares the routes.</summary>
    public OpenApiDocument Document { get; } = document;

    /// <summary>Where the routes are.</summary>
    public string BasePath { get; } = basePath;

    /// <summary>Maps an operation by its id.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="access">What a caller needs.</param>
    /// <param name="handler">Answers it.</param>
    /// <exception cref="InvalidOperationException">The document has no such operation, or it is mapped already.</exception>
    public CatalogRoutes Map(string operationId, Access access, Handler handler)
    {
        if (!_unmapped.Remove(operationId, out var operation))
        {
            throw new InvalidOperationException($"The document declares no operation '{operationId}', or it has a handler already.");
        }

        Map(operation, access, handler);
        return this;
    }

    /// <summary>Maps a route that is not in the document.</summary>
    public CatalogRoutes MapUndocumented(string method, string path, Access access, Handler handler)
    {
        Map(new Operation(path, method, path, [], null), access, handler);
        return this;
    }

    /// <summary>Checks that each operation has its handler.</summary>
    /// <exception cref="InvalidOperationException">One has none.</exception>
    public void MustBeComplete()
    {
        if (_unmapped.Count > 0)
        {
            throw new InvalidOperationException($"Operations without a handler: {string.Join(", ", _unmapped.Keys)}.");
        }
    }

    private void Map(Operation operation, Access access, Handler handler)
    {
        string[] methods = operation.Method == "GET" ? ["GET", "HEAD"] : [operation.Method];
        var route = app.MapMethods(BasePath + operation.Path, methods, http => endpoint.InvokeAsync(http, operation, access, handler));
        if (AuditNames.IsChange(access.Permission)) route.WithMetadata(ChangesCatalog.Mark);
    }
}
