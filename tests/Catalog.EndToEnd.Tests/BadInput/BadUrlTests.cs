using System.Net;
using System.Text;
using Catalog.EndToEnd.Tests.Hosting;

namespace Catalog.EndToEnd.Tests.BadInput;

/// <summary>What an url can give that is no catalog file: each is refused with words that help, kept on the location, and harms no neighbour.</summary>
public sealed class BadUrlTests(BadInputServer fixture) : IClassFixture<BadInputServer>
{
    private ServerProcess Server => fixture.Server;

    [Fact]
    public Task Invalid_yaml() => RefusedAsync(fixture.Web.Put("/invalid.yaml", "kind: Component\nmetadata: [name\n"), "YAML error: while parsing a flow sequence", "/invalid.yaml:3:1: ");

    [Fact]
    public Task A_file_of_50_MB() => RefusedAsync(fixture.Web.Endless("/huge.yaml", 50 * 1024 * 1024), "has more than 10,485,760 bytes");

    [Fact]
    public Task An_alias_bomb() => RefusedAsync(
        fixture.Web.Put("/bomb.yaml", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 12).Select(i =>
            $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"))), "alias");

    [Fact]
    public Task Ten_thousand_documents_in_one_file() => RefusedAsync(
        fixture.Web.Put("/many.yaml", Yaml.Components(Enumerable.Range(0, 10_000).Select(i => $"many-{i}"))), "documents");

    [Fact]
    public Task A_name_of_64_characters() => RefusedAsync(fixture.Web.Put("/long.yaml", Yaml.Component(new string('n', 64))), "metadata.name");

    [Fact]
    public Task An_url_that_is_not_there() => RefusedAsync(fixture.Web.Url("/gone.yaml"), "gone.yaml");

    [Fact]
    public Task An_url_that_hangs() => RefusedAsync(fixture.Web.Hang("/hang.yaml"), "hang.yaml");

    [Fact]
    public Task An_url_that_hangs_in_the_middle() => RefusedAsync(fixture.Web.Hang("/hang-later.yaml", afterHeaders: true), "hang-later.yaml");

    [Fact]
    public Task A_redirect_to_the_metadata_address_of_the_cloud() => RefusedAsync(
        fixture.Web.Redirect("/redirect.yaml", "http://169.254.169.254/latest/meta-data/"), "169.254.169.254");

    [Fact]
    public Task A_host_that_is_not_allowed() => RefusedAsync("http://elsewhere.example/catalog-info.yaml", "backend.reading.allow");

    [Fact]
    public Task Bytes_that_are_not_utf8() => RefusedAsync(
        fixture.Web.Put("/latin1.yaml", Encoding.Latin1.GetBytes(Yaml.Component("latin", owner: "Müller"))), "UTF-8");

    [Fact]
    public Task Tabs_for_indentation() => RefusedAsync(
        fixture.Web.Put("/tabs.yaml", "kind: Component\nmetadata:\n\tname: tabs\n"), "YAML error: a tab is used for indentation", "/tabs.yaml:3:1: ");

    [Fact]
    public Task Duplicate_keys() => RefusedAsync(
        fixture.Web.Put("/twice.yaml", Yaml.Component("twice").Replace("kind: Component", "kind: Component\nkind: API", StringComparison.Ordinal)), "kind");

    [Fact]
    public async Task Utf16_with_a_byte_order_mark_is_read()
    {
        var url = fixture.Web.Put("/utf16.yaml", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Yaml.Component("sixteen", owner: "müller"))]);

        Assert.Equal(HttpStatusCode.Created, (await Server.RegisterAsync(url)).Status);

        var found = await Eventually.Async(() => Server.FindAsync("component", "sixteen"), entity => entity is not null, "the entity");
        Assert.Equal("müller", found!.Value.GetProperty("spec").GetProperty("owner").GetString());
    }

    [Fact]
    public async Task A_cycle_of_locations_ends_and_goes_away_again()
    {
        fixture.Web.Put("/cycle-a.yaml", Yaml.Location("cycle-a", "./cycle-b.yaml") + "---\n" + Yaml.Component("in-cycle-a"));
        fixture.Web.Put("/cycle-b.yaml", Yaml.Location("cycle-b", "./cycle-a.yaml") + "---\n" + Yaml.Component("in-cycle-b"));

        var (status, body) = await Server.RegisterAsync(fixture.Web.Url("/cycle-a.yaml"));

        Assert.Equal(HttpStatusCode.Created, status);
        await Eventually.Async(() => Server.FindAsync("component", "in-cycle-b"), entity => entity is not null, "the far side of the cycle");
        Assert.NotNull(await Server.FindAsync("component", "in-cycle-a"));
        await DeleteAsync(body.GetProperty("location").GetProperty("id").GetString()!);
        await Eventually.Async(() => Server.FindAsync("component", "in-cycle-b"), entity => entity is null, "the cycle to go");
    }

    [Fact]
    public async Task A_location_that_points_to_itself_ends_and_goes_away_again()
    {
        var url = fixture.Web.Put("/self.yaml", Yaml.Location("self", "./self.yaml") + "---\n" + Yaml.Component("beside-self"));

        var (status, body) = await Server.RegisterAsync(url);

        Assert.Equal(HttpStatusCode.Created, status);
        await Eventually.Async(() => Server.FindAsync("component", "beside-self"), entity => entity is not null, "the component beside it");
        await DeleteAsync(body.GetProperty("location").GetProperty("id").GetString()!);
        await Eventually.Async(() => Server.FindAsync("component", "beside-self"), entity => entity is null, "the component to go");
    }

    /// <summary>A dry run says what is wrong; registered all the same, it harms neither what is there nor what comes after.</summary>
    private async Task RefusedAsync(string url, string words, string? place = null)
    {
        var name = "neighbour-of-" + Path.GetFileNameWithoutExtension(new Uri(url).AbsolutePath);
        var neighbour = fixture.Web.Put($"/{name}.yaml", Yaml.Component(name));
        await Server.RegisterAsync(neighbour);

        var (status, body) = await Server.RegisterAsync(url, dryRun: true);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(words, body.GetProperty("error").GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);

        var (registered, location) = await Server.RegisterAsync(url);
        Assert.Equal(HttpStatusCode.Created, registered);
        await AssertKeptAsync(location.GetProperty("location").GetProperty("entityRef").GetString()!, words);
        await Eventually.Async(() => Task.FromResult(Server.Output), text => text.Contains(place ?? words, StringComparison.OrdinalIgnoreCase), "the problem on the terminal");
        await Eventually.Async(() => Server.FindAsync("component", name), entity => entity is not null, "the neighbour");
        var after = fixture.Web.Put($"/{name}-after.yaml", Yaml.Component(name + "-after"));
        await Server.RegisterAsync(after);
        await Eventually.Async(() => Server.FindAsync("component", name + "-after"), entity => entity is not null, "the one that came after");
    }

    /// <summary>Whoever asks for the Location, or for an entity that it gave, is told what is wrong.</summary>
    private async Task AssertKeptAsync(string location, string words)
    {
        var failed = await Eventually.AskAsync(
            async () => (await Server.GetAsync("/api/catalog/entities/unprocessed/failed")).GetRawText(),
            text => text.Contains(words, StringComparison.OrdinalIgnoreCase));

        Assert.Contains(words, failed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("record", (await Server.GetAsync($"/api/catalog/inspect/{location.Replace(':', '/')}")).GetRawText(), StringComparison.Ordinal);
    }

    private async Task DeleteAsync(string id)
    {
        using var answer = await Server.Http.DeleteAsync($"/api/catalog/locations/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
