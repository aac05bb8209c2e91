using System.Net;

namespace Catalog.Client;

/// <summary>The catalog refused a request, or could not be reached.</summary>
public sealed class CatalogException : Exception
{
    /// <summary>An answer with an error in it.</summary>
    public CatalogException(HttpStatusCode status, CatalogError error) : base(error.Message) => (Status, Error) = (status, error);

    /// <summary>No answer, or none that makes sense.</summary>
    public CatalogException(string message, Exception inner) : base(message, inner) => Error = new CatalogError("ServiceUnavailableError", message);

    /// <summary>The answer's status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>What the catalog said.</summary>
    public CatalogError Error { get; }
}

/// <summary>What is wrong, in the catalog's words.</summary>
/// <param name="Name"><c>InputError</c>, <c>NotFoundError</c>, <c>ConflictError</c>, <c>NotAllowedError</c> and so on.</param>
/// <param name="Message">For people.</param>
public sealed record CatalogError(string Name, string Message);
