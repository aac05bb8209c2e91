using System.Net;
using System.Text;
using System.Text.Json;
using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Disks;

namespace Catalog.EndToEnd.Tests.Durability;

/// <summary>What a caller of the server sees when its data file cannot be written: an error that says why, answers all the same, and recovery.</summary>
public sealed class StoreTroubleTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_full_disk_is_answered_with_503_while_questions_are_answered_and_is_over_when_there_is_room()
    {
        using var disk = Mount();
        await using var server = await StartAsync(disk.File("catalog.db"));
        await PushAsync(server, "before");
        disk.Fill("ballast");

        var refused = await RefusedAsync(server);

        Assert.Contains("no room left", refused, StringComparison.Ordinal);
        Assert.Contains("no room left", server.Output, StringComparison.Ordinal);
        await AnswersAsync(server);
        File.Delete(disk.File("ballast"));
        await RecoversAsync(server, disk.File("catalog.db"));
    }

    [Fact]
    public async Task A_start_on_a_full_disk_is_refused_with_the_reason()
    {
        using var disk = Mount();
        disk.Fill("ballast");

        var (exitCode, output) = await ServerProcess.RunAsync("--data", disk.File("catalog.db"), "--port", "0", "--config", Config());

        Assert.Equal(1, exitCode);
        Assert.Matches("(?i)no (room|space) left", output);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_data_file_is_answered_with_503_while_questions_are_answered_and_is_over_when_the_lock_goes()
    {
        await using var server = await StartAsync(_place.Data);
        await PushAsync(server, "before");
        await using (await OtherProgram.LockAsync(_place.Data))
        {
            Assert.Contains("locked by another process", await RefusedAsync(server), StringComparison.Ordinal);
            Assert.Contains("locked by another process", server.Output, StringComparison.Ordinal);
            await AnswersAsync(server);
        }

        await RecoversAsync(server, _place.Data);
    }

    [Fact]
    public async Task A_data_file_moved_away_is_answered_with_503_while_questions_are_answered_and_is_over_when_it_is_back()
    {
        await using var server = await StartAsync(_place.Data);
        await PushAsync(server, "before");
        foreach (var part in Parts())
        {
            File.Move(part, part + ".away");
        }

        Assert.Contains("was deleted, moved or replaced", await RefusedAsync(server), StringComparison.Ordinal);
        await AnswersAsync(server);
        foreach (var part in Directory.GetFiles(Path.GetDirectoryName(_place.Data)!, "*.away"))
        {
            File.Move(part, part[..^".away".Length]);
        }

        await RecoversAsync(server, _place.Data);
    }

    [Fact]
    public async Task A_deleted_data_file_is_answered_with_503_while_questions_are_answered_and_a_restart_begins_anew()
    {
        await using (var server = await StartAsync(_place.Data))
        {
            await PushAsync(server, "before");
            foreach (var part in Parts())
            {
                File.Delete(part);
            }

            Assert.Contains("was deleted, moved or replaced", await RefusedAsync(server), StringComparison.Ordinal);
            await AnswersAsync(server);
            Assert.Equal(0, await server.StopAsync());
        }

        await using var second = await StartAsync(_place.Data);
        Assert.Empty(await second.EntitiesAsync("kind=component"));
        await PushAsync(second, "anew");
        Assert.NotNull(await second.FindAsync("component", "anew"));
    }

    private SmallDisk Mount()
    {
        Assert.SkipUnless(SmallDisk.TryMount(Path.Combine(_place.Folder, "disk"), 3, out var disk, out var whyNot), whyNot ?? "");
        return disk!;
    }

    private Task<ServerProcess> StartAsync(string data) => ServerProcess.StartAsync(data, "--config", Config());

    private string Config() => _place.Write("app-config.yaml", Encoding.UTF8.GetBytes("catalog: { limits: { storePatience: 1s } }\n"));

    private string[] Parts() => [.. Directory.GetFiles(Path.GetDirectoryName(_place.Data)!).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))];

    private static async Task<(HttpStatusCode Status, string Body)> TryPushAsync(ServerProcess server, string name)
    {
        var entity = $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{name}}}"},"spec":{"type":"service","lifecycle":"production","owner":"team"}}""";
        using var content = new StringContent(entity, Encoding.UTF8, "application/json");
        using var answer = await server.Http.PutAsync($"/api/catalog/sources/test/entities/component/default/{name}", content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task PushAsync(ServerProcess server, string name)
    {
        var (status, body) = await TryPushAsync(server, name);
        Assert.True(status == HttpStatusCode.OK, body);
    }

    /// <summary>Pushes and registers until that is refused; gives the message. Whoever comes after the first is refused at once.</summary>
    private static async Task<string> RefusedAsync(ServerProcess server)
    {
        var pushed = await Eventually.Async(() => TryPushAsync(server, "during"), answer => answer.Status != HttpStatusCode.OK, "a refusal");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, pushed.Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await TryPushAsync(server, "during")).Status);
        var registered = await server.RegisterAsync("https://example.com/catalog-info.yaml");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, registered.Status);
        var error = JsonElement.Parse(pushed.Body).GetProperty("error");
        Assert.Equal("ServiceUnavailableError", error.GetProperty("name").GetString());
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>Asks many questions at once.</summary>
    private static async Task AnswersAsync(ServerProcess server)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.EntitiesAsync("kind=component")));
        Assert.All(answers, entities => Assert.Equal("before", Assert.Single(entities).GetProperty("metadata").GetProperty("name").GetString()));
    }

    /// <summary>What was refused is taken now, once; and all of it is there after a crash, in a file that is whole.</summary>
    private async Task RecoversAsync(ServerProcess server, string data)
    {
        await Eventually.Async(() => TryPushAsync(server, "after"), answer => answer.Status == HttpStatusCode.OK, "recovery");
        await PushAsync(server, "during");
        await server.KillAsync();
        await using var second = await StartAsync(data);
        Assert.Equal(["after", "before", "during"], (await second.EntitiesAsync("kind=component")).Select(e => e.GetProperty("metadata").GetProperty("name").GetString()).Order());
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal("ok", await OtherProgram.CheckAsync(data));
    }
}
