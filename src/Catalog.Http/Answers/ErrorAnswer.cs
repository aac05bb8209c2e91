using System.Text.Json;
using Catalog.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace Catalog.Http.Answers;

/// <summary>Backstage's error body: <c>{"error":{name,message},"request":{method,url},"response":{statusCode}}</c>.</summary>
internal sealed class ErrorAnswer : Answer
{
    /// <summary>The error's name, which clients switch on.</summary>
    public required string Name { get; init; }

    /// <summary>What is wrong, for a person.</summary>
    public required string Message { get; init; }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (Status == StatusCodes.Status503ServiceUnavailable) request.Http.Response.Headers.RetryAfter = "1";
        return JsonAnswer.Of(json => Write(json, request), Status).WriteAsync(request, cancellationToken);
    }

    private void Write(Utf8JsonWriter json, CatalogRequest request)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("name", Name);
        json.WriteString("message", Message);
        json.WriteEndObject();
        json.WriteStartObject("request");
        json.WriteString("method", request.Http.Request.Method);
        json.WriteString("url", request.Url);
        json.WriteEndObject();
        json.WriteStartObject("response");
        json.WriteNumber("statusCode", Status);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
