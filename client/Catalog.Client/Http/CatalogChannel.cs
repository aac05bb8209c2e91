using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Catalog.Client.Http;

/// <summary>Requests below <c>/api/catalog</c>. In: path and body. Out: the typed answer, or a <see cref="CatalogException"/>.</summary>
internal sealed class CatalogChannel(HttpClient http)
{
    private readonly Uri _base = new(new Uri((http.BaseAddress ?? throw new ArgumentException("the http client needs a BaseAddress")).ToString().TrimEnd('/') + "/"), "api/catalog/");

    /// <summary>What is there; null for 404.</summary>
    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The answer to a body.</summary>
    public async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        using var content = Content(body, bodyType);
        using var response = await SendAsync(HttpMethod.Post, path, content, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, answerType, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The answer to content that is put.</summary>
    public async Task<TAnswer> PutAsync<TAnswer>(string path, HttpContent content, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, path, content, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, answerType, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True when it was done, false for 404.</summary>
    public async Task<bool> DoAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using (content)
        {
            using var response = await SendAsync(method, path, content, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                || (response.StatusCode == HttpStatusCode.NotFound ? false : throw await ErrorAsync(response, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>A body as JSON with its length, which servers without support for chunks want.</summary>
    public static HttpContent Content<T>(T body, JsonTypeInfo<T> type) =>
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>Whatever the server answers.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_base, path)) { Content = content };
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new CatalogException($"the catalog at {_base} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CatalogException($"the catalog at {_base} did not answer in time", e);
        }
    }

    /// <summary>The error that an answer tells of.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="error">The error in its body; null when there is none.</param>
    public static CatalogException Error(HttpResponseMessage response, CatalogError? error) => new(
        response.StatusCode,
        error ?? new CatalogError("Error", $"the catalog answered {(int)response.StatusCode} {response.ReasonPhrase} to {response.RequestMessage?.RequestUri}"));

    /// <summary>The answer's body; null when it is something else.</summary>
    public static async Task<T?> TryReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<CatalogException> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Error(response, (await TryReadAsync(response, WireJson.Default.ErrorAnswer, cancellationToken).ConfigureAwait(false))?.Error);

    /// <summary>What a good answer says.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw await ErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("the answer is null");
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw new CatalogException($"the answer of {response.RequestMessage?.RequestUri} could not be read: {e.Message}", e);
        }
    }
}
