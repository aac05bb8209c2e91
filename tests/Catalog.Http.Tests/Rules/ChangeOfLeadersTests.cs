using System.Net;
using System.Text.Json.Nodes;
using Catalog.Http.Tests.Hosting;
using Catalog.Storage;

namespace Catalog.Http.Tests.Rules;

/// <summary>Changes that are under way when the engine ceases to write, because it stops or another process has taken over.</summary>
public sealed class ChangeOfLeadersTests : IAsyncLifetime
{
    private const string Component = """{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"p"},"spec":{"type":"t","lifecycle":"l","owner":"o"}}""";
    private static readonly FencedException Superseded = new("Another server has taken over the writing of this catalog.");
    private readonly HoldingStore _store = new();
    private TestCatalog _catalog = null!;
    private string _uid = "";
    private string _location = "";

    /// <summary>A change of every kind, and how the engine ceases to write.</summary>
    public static TheoryData<string, string, string?, How> Changes()
    {
        var changes = new TheoryData<string, string, string?, How>();
        foreach (var how in Enum.GetValues<How>())
        {
            changes.Add("PUT", "/sources/s/entities/component/default/p", Component.Replace("\"l\"", "\"other\"", StringComparison.Ordinal), how);
            changes.Add("DELETE", "/sources/s/entities/component/default/p", null, how);
            changes.Add("PUT", "/sources/s/entities", "", how);
            changes.Add("POST", "/sources/s/entities", """{"remove":"component:default/p"}""", how);
            changes.Add("POST", "/refresh", """{"entityRef":"component:default/p"}""", how);
            changes.Add("DELETE", "/entities/by-uid/{uid}", null, how);
            changes.Add("POST", "/locations", """{"type":"url","target":"http://127.0.0.1:1/other.yaml"}""", how);
            changes.Add("PUT", "/locations/{location}", """{"type":"url","target":"http://127.0.0.1:1/other.yaml"}""", how);
            changes.Add("DELETE", "/locations/{location}", null, how);
        }

        return changes;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalog = await TestCatalog.StartAsync(store: _store);
        await AskAsync("PUT", "/sources/s/entities/component/default/p", Component);
        _uid = (await AskAsync("GET", "/entities/by-name/component/default/p")).Body["metadata"]!["uid"]!.ToString();
        _location = (await AskAsync("POST", "/locations", """{"type":"url","target":"http://127.0.0.1:1/one.yaml"}""")).Body["location"]!["id"]!.ToString();
        await _catalog.SettleAsync();
    }

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_that_is_overtaken_is_answered_with_503_and_may_be_asked_for_again(string method, string path, string? body, How how)
    {
        _store.Hold();
        var asked = AskAsync(method, path, body);
        await _store.Held.WaitAsync(Cancelled);
        await EndAsync(how);

        var (answer, error) = await asked;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ServiceUnavailableError"), (answer.StatusCode, error["error"]!["name"]!.ToString()));
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Empty(_catalog.Failures);
    }

    /// <summary>A leader that was paused finds in its own memory that nothing is to be done, and another may have changed just that.</summary>
    [Fact]
    public async Task What_is_done_already_is_said_only_where_nobody_else_can_have_changed_it()
    {
        var put = await DoubtfulAsync(() => false);
        await _catalog.Engine.StopLeadingAsync(Superseded);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await put).Answer.StatusCode);

        var isCertain = false;
        put = await DoubtfulAsync(() => Volatile.Read(ref isCertain));
        Assert.False(_catalog.Engine.CommitsAlone);
        Volatile.Write(ref isCertain, true);
        Assert.False((bool)(await put).Body["changed"]!);
    }

    /// <summary>Asks for a change that is made already, of a leader that has been asked by now whether it is certain to be one.</summary>
    private async Task<Task<(HttpResponseMessage Answer, JsonNode Body)>> DoubtfulAsync(Func<bool> isCertain)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _catalog.Engine.StopLeadingAsync(Superseded);
        await _catalog.Engine.CatchUpAsync(locations: true, Cancelled);
        _catalog.Engine.Lead(() =>
        {
            asked.TrySetResult();
            return isCertain();
        });
        await _catalog.SettleAsync();
        var answer = AskAsync("PUT", "/sources/s/entities/component/default/p", Component);
        await asked.Task.WaitAsync(Cancelled);
        return answer;
    }

    private async Task EndAsync(How how)
    {
        switch (how)
        {
            case How.Stopped:
                await _catalog.Engine.DisposeAsync();
                break;
            case How.Replaced:
                await _catalog.Engine.StopLeadingAsync(Superseded);
                break;
            default:
                _store.Fail(Superseded);
                break;
        }
    }

    private async Task<(HttpResponseMessage Answer, JsonNode Body)> AskAsync(string method, string path, string? body = null)
    {
        path = path.Replace("{uid}", _uid, StringComparison.Ordinal).Replace("{location}", _location, StringComparison.Ordinal);
        using var request = Routes.Request(method, path, body);
        var answer = await _catalog.Client.SendAsync(request, Cancelled);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!);
    }

    public enum How
    {
        /// <summary>The process stops.</summary>
        Stopped,

        /// <summary>It has seen that another leads.</summary>
        Replaced,

        /// <summary>Its commit, or its reading, is refused because another leads.</summary>
        Refused,
    }
}
