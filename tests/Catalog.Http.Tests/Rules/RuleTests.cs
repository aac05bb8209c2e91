using System.IO.Compression;
using System.Net;
using System.Text;
using Catalog.Http.Tests.Hosting;

namespace Catalog.Http.Tests.Rules;

/// <summary>What holds for all routes.</summary>
public sealed class RuleTests : IAsyncLifetime
{
    private TestCatalog _catalog = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalog = await TestCatalog.StartAsync();
        await _catalog.ProvideAsync("p", Enumerable.Range(0, 1200).Select(i => Samples.Component($"c-{i:D4}")));
    }

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Theory]
    [InlineData("/entities/by-query?limit=5&fields=metadata.name", true)]
    [InlineData("/entities/by-query?limit=5", false)]
    [InlineData("/entities/by-name/component/default/c-0001", false)]
    [InlineData("/entities/by-name/component/default/c-0001/ancestry", true)]
    [InlineData("/entities?fields=metadata.name", false)]
    [InlineData("/entities?limit=5&fields=metadata.name", true)]
    [InlineData("/entity-facets?facet=kind", true)]
    [InlineData("/locations", true)]
    [InlineData("/openapi.json", true)]
    public async Task The_etag_is_where_the_real_server_has_it_and_gives_304(string path, bool tagged)
    {
        using var first = await GetAsync(path);
        Assert.Equal(tagged, first.Headers.ETag is not null);
        if (!tagged)
        {
            return;
        }

        Assert.True(first.Headers.ETag!.IsWeak);
        using var request = Routes.Request("GET", path, null);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag);
        using var second = await _catalog.Client.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Theory]
    [InlineData("/entities")]
    [InlineData("/entities/by-query?limit=1&fields=metadata.name")]
    [InlineData("/entities/by-name/component/default/c-0001")]
    [InlineData("/entities/by-name/component/default/none")]
    public async Task Head_answers_as_get_without_a_body(string path)
    {
        using var get = await GetAsync(path);
        using var request = Routes.Request("HEAD", path, null);
        using var head = await _catalog.Client.SendAsync(request, Cancelled);
        Assert.Equal((get.StatusCode, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Answers_of_a_kilobyte_are_compressed_as_the_client_asks(string coding)
    {
        foreach (var path in (string[])["/entities", "/entities/by-query?limit=50", "/entities/by-query?limit=100&fields=metadata.name", "/entities/by-query?limit=1000"])
        {
            using var plain = await GetAsync(path);
            using var request = Routes.Request("GET", path, null);
            request.Headers.AcceptEncoding.ParseAdd(coding);
            using var packed = await _catalog.Client.SendAsync(request, Cancelled);
            Assert.Equal([coding], packed.Content.Headers.ContentEncoding);
            Assert.Contains("Accept-Encoding", packed.Headers.Vary);
            Assert.Equal(await plain.Content.ReadAsStringAsync(Cancelled), await UnpackAsync(coding, await packed.Content.ReadAsStreamAsync(Cancelled)));
        }
    }

    [Theory]
    [InlineData("/entities/by-query?limit=1&fields=kind", "gzip")]
    [InlineData("/entities/by-query?limit=50", "identity")]
    [InlineData("/entities/by-query?limit=50", "gzip;q=0")]
    public async Task Small_answers_and_clients_that_do_not_ask_get_it_plain(string path, string accept)
    {
        using var request = Routes.Request("GET", path, null);
        request.Headers.AcceptEncoding.ParseAdd(accept);
        using var response = await _catalog.Client.SendAsync(request, Cancelled);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.NotNull(response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Answers_carry_protective_headers_and_do_not_name_the_server()
    {
        foreach (var path in (string[])["/entities", "/nope", "/entities/by-query?nope=1"])
        {
            using var response = await GetAsync(path);
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["SAMEORIGIN"], response.Headers.GetValues("X-Frame-Options"));
            Assert.True(response.Headers.Contains("Strict-Transport-Security"));
            Assert.True(response.Headers.Contains("Content-Security-Policy"));
            Assert.False(response.Headers.Contains("Server") || response.Headers.Contains("X-Powered-By"));
        }
    }

    [Theory]
    [InlineData("GET", "/nope")]
    [InlineData("GET", "/entities/by-name/component/default")]
    [InlineData("PATCH", "/entities")]
    [InlineData("POST", "/entities")]
    [InlineData("DELETE", "/locations")]
    [InlineData("OPTIONS", "/entities")]
    public async Task An_unknown_path_or_method_is_404_with_an_empty_body(string method, string path)
    {
        using var request = Routes.Request(method, path, method is "PATCH" or "POST" ? "{}" : null);
        using var response = await _catalog.Client.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Theory]
    [InlineData("/entities/by-query?nope=1", "Unknown query parameter 'nope'")]
    [InlineData("/entities/by-query?filter=", "Empty value found for query parameter 'filter'")]
    [InlineData("/entities/by-query?limit=x", "request/query/limit must be integer")]
    [InlineData("/entities/by-query?limit=1.5", "request/query/limit must be integer")]
    [InlineData("/entities/by-query?limit=1&limit=2", "request/query/limit must be integer")]
    [InlineData("/entities/by-query?cursor=e30=", "Malformed cursor")]
    [InlineData("/entities/by-query?orderField=metadata.name,up", "Invalid order field order, must be asc or desc")]
    [InlineData("/entities?limit=0", "Invalid limit, must be greater than zero")]
    [InlineData("/entities?order=metadata.name", "Invalid order parameter \"metadata.name\", expected \"<asc or desc>:<field name>\"")]
    [InlineData("/entity-facets", "request/query must have required property 'facet'")]
    public async Task A_bad_query_is_400_and_says_why(string path, string message)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            $$$"""{"error":{"name":"InputError","message":"{{{message.Replace("\"", "\\\"", StringComparison.Ordinal)}}}"},"request":{"method":"GET","url":"{{{path}}}"},"response":{"statusCode":400}}""",
            await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("/entities/by-query?limit=0&filter[]=metadata.name=c-0001&filter[1]=metadata.name=c-0002", 2)]
    [InlineData("/entities/by-query?limit=0&filter=metadata.name=c-0001&filter=metadata.name=c-0002", 2)]
    [InlineData("/entities/by-query?limit=0&filter=metadata.name%3Dc-0001%2Ckind+", 1)]
    public async Task Parameters_repeat_in_any_of_the_usual_forms(string path, int total)
    {
        using var response = await GetAsync(path);
        Assert.Contains($"\"totalItems\":{total}", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "x", "unsupported media type text/plain")]
    [InlineData("application/json", "{\"entityRefs\":[1]}", "request/body/entityRefs/0 must be string")]
    [InlineData("application/json", "[]", "request/body must be object")]
    [InlineData("application/json", "{\"entityRefs\":[\"\\ud800\"]}", "request body is not valid Unicode text")]
    public async Task A_bad_body_is_400_and_says_why(string type, string body, string message)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await _catalog.Client.PostAsync(new Uri("/api/catalog/entities/by-refs", UriKind.Relative), content, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(102_400, HttpStatusCode.OK)]
    [InlineData(102_401, HttpStatusCode.BadRequest)]
    public async Task A_body_may_have_100_kB(int length, HttpStatusCode expected)
    {
        foreach (var chunked in (bool[])[false, true])
        {
            using var request = Routes.Request("POST", "/entities/by-refs", "{\"entityRefs\":[]}".PadRight(length));
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await _catalog.Client.SendAsync(request, Cancelled);
            Assert.Equal(expected, response.StatusCode);
            Assert.Equal(expected == HttpStatusCode.BadRequest, (await response.Content.ReadAsStringAsync(Cancelled)).Contains("request entity too large", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_answer_tells_its_sequence_and_a_request_can_ask_for_one()
    {
        using var put = Routes.Request("PUT", "/sources/s/entities/component/default/fresh", Samples.Component("fresh"));
        using var done = await _catalog.Client.SendAsync(put, Cancelled);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        using var request = Routes.Request("GET", "/entities/by-name/component/default/fresh", null);
        request.Headers.Add("Catalog-Min-Sequence", done.Headers.GetValues("Catalog-Sequence"));
        using var response = await _catalog.Client.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var future = Routes.Request("GET", "/entities", null);
        future.Headers.Add("Catalog-Min-Sequence", "999999999");
        using var refused = await _catalog.Client.SendAsync(future, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Too_many_requests_of_one_address_are_429_with_a_time_to_wait()
    {
        await using var limited = await TestCatalog.StartAsync(new CatalogHttpOptions { RateLimit = new() { Limit = 3, AllowList = [] } });
        for (var i = 0; i < 4; i++)
        {
            using var response = await limited.Client.GetAsync(new Uri("/api/catalog/locations", UriKind.Relative), Cancelled);
            Assert.Equal(i < 3 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal(i == 3, response.Headers.RetryAfter is not null);
        }
    }

    [Fact]
    public async Task The_base_path_can_be_another()
    {
        await using var moved = await TestCatalog.StartAsync(new CatalogHttpOptions { BasePath = "/backstage/catalog" });
        using var response = await moved.Client.GetAsync(new Uri("/backstage/catalog/entities/by-query?nope=1", UriKind.Relative), Cancelled);
        Assert.Contains("\"url\":\"/entities/by-query?nope=1\"", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_read_and_ask_first()
    {
        await using var open = await TestCatalog.StartAsync(new CatalogHttpOptions { Cors = new() { Origins = ["http://localhost:3000", "https://*.example.com"], Credentials = true } });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri("/api/catalog/entities", UriKind.Relative));
        preflight.Headers.Add("Origin", "https://portal.example.com");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var allowed = await open.Client.SendAsync(preflight, Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(["https://portal.example.com"], allowed.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["authorization"], allowed.Headers.GetValues("Access-Control-Allow-Headers"));
        using var strange = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/catalog/entities", UriKind.Relative));
        strange.Headers.Add("Origin", "https://evil.com/x.example.com");
        using var refused = await open.Client.SendAsync(strange, Cancelled);
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private Task<HttpResponseMessage> GetAsync(string path) => _catalog.Client.GetAsync(new Uri("/api/catalog" + path, UriKind.Relative), Cancelled);

    private static async Task<string> UnpackAsync(string coding, Stream packed)
    {
        await using Stream stream = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            _ => new ZLibStream(packed, CompressionMode.Decompress),
        };
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancelled);
    }
}
