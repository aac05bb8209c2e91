using Catalog.Http.Requests;

namespace Catalog.Http.Answers;

/// <summary>What a route answers: a value that is written once the handler is done.</summary>
internal abstract class Answer
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>An answer without a body.</summary>
    public static Answer Empty(int status) => new EmptyAnswer { Status = status };

    /// <summary>Bad input, 400.</summary>
    public static ErrorAnswer InputError(string message) => new() { Status = 400, Name = "InputError", Message = message };

    /// <summary>No or bad credentials, 401.</summary>
    public static ErrorAnswer AuthenticationError(string message) => new() { Status = 401, Name = "AuthenticationError", Message = message };

    /// <summary>Not permitted, 403.</summary>
    public static ErrorAnswer NotAllowed(string message = "") => new() { Status = 403, Name = "NotAllowedError", Message = message };

    /// <summary>Nothing there, 404.</summary>
    public static ErrorAnswer NotFound(string message) => new() { Status = 404, Name = "NotFoundError", Message = message };

    /// <summary>Something is in the way, 409.</summary>
    public static ErrorAnswer Conflict(string message) => new() { Status = 409, Name = "ConflictError", Message = message };

    /// <summary>Not now, 503.</summary>
    public static ErrorAnswer Unavailable(string message) => new() { Status = 503, Name = "ServiceUnavailableError", Message = message };

    /// <summary>Writes the answer.</summary>
    public abstract ValueTask WriteAsync(CatalogRequest request, CancellationToken cancellationToken);

    private sealed class EmptyAnswer : Answer
    {
        public override ValueTask WriteAsync(CatalogRequest request, CancellationToken cancellationToken)
        {
            var response = request.Http.Response;
            response.StatusCode = Status;
            if (Status != 204)
            {
                response.ContentLength = 0;
            }

            return default;
        }
    }
}
