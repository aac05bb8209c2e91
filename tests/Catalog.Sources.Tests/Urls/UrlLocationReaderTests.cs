using System.IO.Compression;
using System.Net;
using System.Text;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Sources.Urls;
using Catalog.Sources.Urls.Scm;
using Catalog.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Catalog.Sources.Tests.Urls;

public sealed class UrlLocationReaderTests : IAsyncLifetime
{
    private StaticFileServer _server = null!;

    private UrlReaderOptions Allowed => new() { Allow = [new UrlAllowRule(_server.Host)] };

    public async ValueTask InitializeAsync() => _server = await StaticFileServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_url_is_read()
    {
        var url = _server.Put("/a.yaml", "kind: Component\n");

        var content = await Read(url);

        Assert.Equal(LocationStatus.Found, content.Status);
        Assert.Equal((url, "kind: Component\n"), (content.Files.Single().Target, Encoding.UTF8.GetString(content.Files[0].Content.Span)));
    }

    [Fact]
    public async Task An_unchanged_url_is_answered_by_its_etag_alone()
    {
        var url = _server.Put("/a.yaml", "one");
        var first = await Read(url);

        var second = await Read(url, first.ETag);

        Assert.Equal(LocationStatus.NotModified, second.Status);
        Assert.Equal(first.ETag, second.ETag);
        Assert.NotEmpty(_server.Requests[^1].Headers["If-None-Match"]);
        _server.Put("/a.yaml", "two");
        Assert.Equal(LocationStatus.Found, (await Read(url, second.ETag)).Status);
    }

    [Fact]
    public async Task A_server_that_knows_only_last_modified_is_asked_with_it()
    {
        const string Modified = "Wed, 21 Oct 2026 07:28:00 GMT";
        var url = _server.On("/a.yaml", context =>
        {
            context.Response.Headers.LastModified = Modified;
            context.Response.StatusCode = context.Request.Headers.IfModifiedSince == Modified ? 304 : 200;
            return context.Response.StatusCode == 200 ? context.Response.WriteAsync("one") : Task.CompletedTask;
        });

        var first = await Read(url);

        Assert.Equal(LocationStatus.Found, first.Status);
        Assert.Equal(LocationStatus.NotModified, (await Read(url, first.ETag)).Status);
        Assert.Equal(Modified, _server.Requests[^1].Headers["If-Modified-Since"]);
    }

    [Fact]
    public async Task A_server_without_validators_is_compared_by_content()
    {
        var body = "one";
        var url = _server.On("/a.yaml", context => context.Response.WriteAsync(body));
        var first = await Read(url);

        Assert.Equal(LocationStatus.NotModified, (await Read(url, first.ETag)).Status);
        body = "two";
        Assert.Equal(LocationStatus.Found, (await Read(url, first.ETag)).Status);
    }

    [Fact]
    public async Task A_missing_url_is_not_found_in_the_words_of_Backstage()
    {
        var content = await Read(_server.Url("/nothere.yaml"));

        Assert.Equal(LocationStatus.NotFound, content.Status);
        Assert.Equal("NotFoundError", content.Problem!.Name);
        Assert.Equal($"Unable to read url, no matching files found for {_server.Url("/nothere.yaml")}", content.Problem.Message);
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_not_asked()
    {
        var url = _server.Put("/x.yaml", "");

        var content = await Read(url, options: new UrlReaderOptions());

        Assert.Equal(LocationStatus.Failed, content.Status);
        Assert.Equal("Error", content.Problem!.Name);
        Assert.Equal(
            $"Unable to read url, Reading from '{url}' is not allowed. You may need to configure an integration for the target host, "
            + "or add it to the configured list of allowed hosts at 'backend.reading.allow'",
            content.Problem.Message);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("not a url", "Unable to read url, Invalid URL")]
    [InlineData("/etc/passwd", "Unable to read url, Invalid URL")]
    [InlineData("", "Unable to read url, Invalid URL")]
    [InlineData("file:///etc/passwd", "Unable to read url, Reading from 'file:///etc/passwd' is not allowed.")]
    [InlineData("ftp://127.0.0.1/x", "Unable to read url, Reading from 'ftp://127.0.0.1/x' is not allowed.")]
    [InlineData("https://me:secret@example.com/x", "Unable to read url, the url of host 'example.com' holds a user name or password")]
    public async Task What_is_no_allowed_url_is_refused(string target, string message)
    {
        var problem = (await Read(target)).Problem!;

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/*/catalog-info.yaml")]
    public async Task Wildcards_are_refused(string path) =>
        Assert.Equal("Unable to read url, Unsupported search pattern URL", (await Read(_server.BaseUrl.GetLeftPart(UriPartial.Authority) + path)).Problem!.Message);

    [Fact]
    public async Task A_redirect_within_what_is_allowed_is_followed()
    {
        _server.Put("/b.yaml", "moved");
        var url = _server.Redirect("/a.yaml", "/b.yaml");

        var content = await Read(url);

        Assert.Equal((url, "moved"), (content.Files.Single().Target, Encoding.UTF8.GetString(content.Files[0].Content.Span)));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://localhost/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://[fe80::1]/")]
    public async Task A_redirect_to_what_is_not_allowed_is_not_followed(string to)
    {
        var content = await Read(_server.Redirect("/a.yaml", to));

        Assert.Equal(LocationStatus.Failed, content.Status);
        Assert.StartsWith($"Unable to read url, URL not allowed by backend.reading.allow configuration: {to}", content.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metadata_address_is_not_read_even_if_allowed()
    {
        var content = await Read("http://169.254.169.254/", options: new() { Allow = [new UrlAllowRule("169.254.169.254")] });

        Assert.Contains("169.254.169.254 is a link-local", content.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        var content = await Read(_server.Redirect("/a.yaml", "/a.yaml"));

        Assert.Equal($"Unable to read url, Too many redirects (max 5) when reading {_server.Url("/a.yaml")}", content.Problem!.Message);
        Assert.Equal(6, _server.Requests.Count);
    }

    [Fact]
    public async Task A_name_that_leads_into_the_own_network_is_refused_unless_it_is_written_out()
    {
        _server.Put("/a.yaml", "inside");
        var resolved = 0;
        using var byPattern = new UrlLocationReader(
            new() { Allow = [new UrlAllowRule($"*.example.test:{_server.BaseUrl.Port}")] }, TimeProvider.System, (_, _) => Task.FromResult(Loopback(ref resolved)));
        using var byName = new UrlLocationReader(
            new() { Allow = [new UrlAllowRule($"git.example.test:{_server.BaseUrl.Port}")] }, TimeProvider.System, (_, _) => Task.FromResult(Loopback(ref resolved)));
        var location = new LocationRef("url", $"http://git.example.test:{_server.BaseUrl.Port}/a.yaml");

        var refused = await byPattern.ReadAsync(location, null, TestContext.Current.CancellationToken);
        var read = await byName.ReadAsync(location, null, TestContext.Current.CancellationToken);

        Assert.Contains("127.0.0.1 is a loopback or private address", refused.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(LocationStatus.Found, read.Status);
        Assert.Equal(2, resolved); // Once each: what was checked is what is connected to.

        static IPAddress[] Loopback(ref int count)
        {
            count++;
            return [IPAddress.Parse("127.0.0.1")];
        }
    }

    [Fact]
    public async Task A_body_of_50_megabytes_is_refused_while_it_streams()
    {
        var content = await Read(_server.Endless("/big.yaml", 50 * 1024 * 1024));

        Assert.Equal($"Unable to read url, {_server.Url("/big.yaml")} has more than 10,485,760 bytes, the limit", content.Problem!.Message);
    }

    [Fact]
    public async Task A_body_that_announces_too_much_is_refused_before_it_streams()
    {
        var content = await Read(_server.Put("/big.yaml", new byte[2000]), options: Allowed with { MaxBytes = 1999 });

        Assert.Contains("more than 1,999 bytes", content.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read() =>
        Assert.Equal(2000, (await Read(_server.Put("/big.yaml", new byte[2000]), options: Allowed with { MaxBytes = 2000 })).Files[0].Content.Length);

    [Fact]
    public async Task A_small_answer_that_unpacks_to_too_much_is_refused()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[20 * 1024 * 1024]);
        }

        var url = _server.On("/bomb.yaml", context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(packed.ToArray()).AsTask();
        });

        Assert.InRange(packed.Length, 1, 100_000);
        Assert.Contains("more than 10,485,760 bytes", (await Read(url)).Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_hangs_runs_into_the_time_limit(bool afterHeaders)
    {
        var content = await Read(_server.Hang("/slow.yaml", afterHeaders), options: Allowed with { TimeLimit = TimeSpan.FromMilliseconds(300) });

        Assert.Equal($"Unable to read url, {_server.Url("/slow.yaml")} did not answer within 0.3 seconds", content.Problem!.Message);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_no_problem_but_its_cancellation()
    {
        using var stop = new CancellationTokenSource();
        using var reader = new UrlLocationReader(Allowed, TimeProvider.System);
        var read = reader.ReadAsync(new LocationRef("url", _server.On("/slow.yaml", _ => stop.CancelAsync())), null, stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.AsTask());
    }

    [Fact]
    public async Task A_server_that_is_down_is_a_problem_that_names_the_url()
    {
        await _server.DisposeAsync();

        var content = await Read(_server.Url("/a.yaml"));

        Assert.Equal(LocationStatus.Failed, content.Status);
        Assert.StartsWith($"Unable to read url, Unable to read {_server.Url("/a.yaml")}, ", content.Problem!.Message, StringComparison.Ordinal);
        Assert.Contains("refused", content.Problem.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(500, null, null)]
    [InlineData(401, null, null)]
    [InlineData(429, "7", 7)]
    [InlineData(503, "120", 120)]
    [InlineData(503, "999999", 3600)]
    [InlineData(503, "Wed, 21 Oct 2015 07:28:00 GMT", null)]
    [InlineData(500, "7", null)]
    public async Task Other_answers_fail_with_their_status(int status, string? retryAfter, int? seconds)
    {
        var content = await Read(_server.Status("/a.yaml", status, retryAfter));

        Assert.Equal(LocationStatus.Failed, content.Status);
        Assert.StartsWith($"Unable to read url, could not read {_server.Url("/a.yaml")}, {status}", content.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(seconds, (int?)content.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task An_exhausted_rate_limit_says_when_it_is_over()
    {
        var url = _server.On("/a.yaml", context =>
        {
            context.Response.StatusCode = 403;
            context.Response.Headers["x-ratelimit-remaining"] = "0";
            context.Response.Headers["x-ratelimit-reset"] = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds().ToString();
            return Task.CompletedTask;
        });

        Assert.InRange((await Read(url)).RetryAfter!.Value.TotalMinutes, 9, 10);
    }

    [Fact]
    public async Task A_token_goes_to_the_api_and_nowhere_else()
    {
        await using var elsewhere = await StaticFileServer.StartAsync();
        _server.Put("/api/repos/org/repo/contents/a.yaml", "direct");
        _server.Redirect("/api/repos/org/repo/contents/b.yaml", elsewhere.Put("/b.yaml", "redirected"));
        var options = new UrlReaderOptions
        {
            Allow = [new UrlAllowRule(elsewhere.Host)],
            Integrations = [new ScmIntegration(ScmKind.GitHub, "git.example.test") { ApiBaseUrl = new Uri(_server.Url("/api")), Token = "t0ken" }],
        };

        var direct = await Read("https://git.example.test/org/repo/blob/main/a.yaml", options: options);
        var redirected = await Read("https://git.example.test/org/repo/blob/main/b.yaml", options: options);

        Assert.Equal(("direct", "redirected"), (Encoding.UTF8.GetString(direct.Files[0].Content.Span), Encoding.UTF8.GetString(redirected.Files[0].Content.Span)));
        Assert.All(_server.Requests, r => Assert.Equal("Bearer t0ken", r.Headers["Authorization"]));
        Assert.All(elsewhere.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
        Assert.Equal("/api/repos/org/repo/contents/a.yaml?ref=main", _server.Requests[0].Path);
    }

    private async Task<LocationContent> Read(string url, string? etag = null, UrlReaderOptions? options = null)
    {
        using var reader = new UrlLocationReader(options ?? Allowed, TimeProvider.System);
        return await reader.ReadAsync(new LocationRef("url", url), etag, TestContext.Current.CancellationToken);
    }
}
