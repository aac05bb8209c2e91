using Catalog.Grains;
using Catalog.Http.Answers;
using Catalog.Http.Audit;
using Catalog.Http.OpenApi;
using Catalog.Http.Requests;
using Catalog.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Catalog.Http.Routing;

/// <summary>What happens around every handler: headers, checks, the snapshot to read, the answer, and what becomes of an exception.</summary>
internal sealed partial class CatalogEndpoint(CatalogServices services, ILogger<CatalogEndpoint> logger)
{
    private static readonly TimeSpan UncertainAtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Answers a request for an operation.</summary>
    public Task InvokeAsync(HttpContext http, Operation operation, Access access, Handler handler) => GuardAsync(http, async (request, cancellationToken) =>
    {
        var answer = await AdmitAsync(request, access, cancellationToken)
            ?? await CheckAsync(request, operation, cancellationToken)
            ?? await PermitAsync(request, access, cancellationToken)
            ?? await HandleAsync(request, access, handler, cancellationToken);
        SequenceHeaders.Tell(request, AuditNames.IsChange(access.Permission));
        await answer.WriteAsync(request, cancellationToken);
        await AuditAsync(request, operation, access, cancellationToken);
    });

    /// <summary>Answers a request that no operation is for: a browser's preflight, or 404.</summary>
    public Task NoRouteAsync(HttpContext http) => GuardAsync(http, async (request, cancellationToken) =>
    {
        var answer = await AdmitAsync(request, Access.Caller, cancellationToken) ?? Answer.Empty(StatusCodes.Status404NotFound);
        await answer.WriteAsync(request, cancellationToken);
    });

    private async Task GuardAsync(HttpContext http, Func<CatalogRequest, CancellationToken, ValueTask> answer)
    {
        var cancellationToken = http.RequestAborted;
        var request = new CatalogRequest(http, services);
        ResponseHeaders.Protect(http.Response);
        try
        {
            if (!services.Cors.Apply(http))
            {
                await answer(request, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (Exception failure)
        {
            await FailAsync(request, failure, cancellationToken);
        }
    }

    private async ValueTask<Answer?> AdmitAsync(CatalogRequest request, Access access, CancellationToken cancellationToken)
    {
        if (services.RateLimit.Count(request.Http) is { } tooMany)
        {
            return tooMany;
        }

        if (!access.NeedsCaller)
        {
            return null;
        }

        var (caller, refused) = await services.Authenticator.AuthenticateAsync(request.Http.Request, cancellationToken);
        request.Caller = caller ?? request.Caller;
        return refused;
    }

    private async ValueTask<Answer?> PermitAsync(CatalogRequest request, Access access, CancellationToken cancellationToken)
    {
        if (access.Permission is not { } permission)
        {
            return null;
        }

        var decision = await services.Gate.DecideAsync(permission, request.Caller, cancellationToken);
        request.Scope = decision.Where;
        return decision.IsDeny && !access.Narrows ? Answer.NotAllowed() : null;
    }

    private ValueTask AuditAsync(CatalogRequest request, Operation operation, Access access, CancellationToken cancellationToken)
    {
        var isChange = AuditNames.IsChange(access.Permission);
        return services.Audit.Wants(isChange)
            ? services.Audit.WriteAsync(
                new AuditEvent(
                    AuditNames.Of(operation, access.Permission),
                    operation.Id,
                    isChange,
                    request.Caller.Subject,
                    request.Http.Connection.RemoteIpAddress?.ToString(),
                    request.Http.Request.Method,
                    request.Url,
                    request.Http.Response.StatusCode,
                    services.Time.GetUtcNow()),
                cancellationToken)
            : default;
    }

    private static async ValueTask<Answer?> CheckAsync(CatalogRequest request, Operation operation, CancellationToken cancellationToken)
    {
        request.Query = QueryValues.Read(request.Http.Request.QueryString.Value);
        var wrong = request.Query.Check(operation);
        if (operation.Body is { } rule)
        {
            (request.Body, var wrongBody) = await JsonBody.ReadAsync(request.Http.Request, rule, request.Services.Options.MaxBodyBytes, cancellationToken);
            wrong ??= wrongBody;
        }

        return wrong is null ? await SequenceHeaders.WaitAsync(request, cancellationToken) : Answer.InputError(wrong);
    }

    private async ValueTask<Answer> HandleAsync(CatalogRequest request, Access access, Handler handler, CancellationToken cancellationToken)
    {
        var term = services.Engine.Term;
        var answer = await handler(request, cancellationToken);
        return !AuditNames.IsChange(access.Permission) || await IsCertainAsync(term, cancellationToken)
            ? answer
            : Answer.Unavailable("Another server may have taken over the writing of this catalog. Ask again.");
    }

    /// <summary>A change that was found to be made already is no answer from a process that another has taken the lead from: waits until it is certain that none has.</summary>
    private async ValueTask<bool> IsCertainAsync(int term, CancellationToken cancellationToken)
    {
        var (engine, started) = (services.Engine, services.Time.GetTimestamp());
        while (!engine.IsCertain)
        {
            if (engine.Term != term || !engine.IsLeader || services.Time.GetElapsedTime(started) > UncertainAtMost) return false;
            await Task.Delay(Pause, services.Time, cancellationToken);
        }

        return engine.Term == term;
    }

    private async ValueTask FailAsync(CatalogRequest request, Exception failure, CancellationToken cancellationToken)
    {
        var answer = Explain(failure);
        if (request.Http.Response.HasStarted)
        {
            LogBroken(failure, request.Http.Request.Method, request.Url);
            request.Http.Abort();
            return;
        }

        request.Http.Response.Headers.Remove("Content-Encoding");
        request.Http.Response.ContentLength = null;
        await answer.WriteAsync(request, cancellationToken);
    }

    private ErrorAnswer Explain(Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException bad:
                return bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? new ErrorAnswer { Status = bad.StatusCode, Name = "PayloadTooLargeError", Message = bad.Message }
                    : Answer.InputError(bad.Message);
            case StoreException and not VersionConflictException:
                LogStore(failure);
                return Answer.Unavailable(failure.Message);
            case ObjectDisposedException { ObjectName: nameof(CatalogEngine) }:
                LogStore(failure);
                return Answer.Unavailable("This server ceased to write while it was at it. Ask again.");
            default:
                var id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 10));
                LogFailure(failure, id);
                return new ErrorAnswer { Status = 500, Name = "Error", Message = $"An internal error occurred logId={id}" };
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A request failed (logId={LogId}).")]
    private partial void LogFailure(Exception failure, string logId);

    [LoggerMessage(2, LogLevel.Warning, "The store cannot answer at the moment.")]
    private partial void LogStore(Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "The answer to {Method} {Url} broke off after it had started.")]
    private partial void LogBroken(Exception failure, string method, string url);
}
