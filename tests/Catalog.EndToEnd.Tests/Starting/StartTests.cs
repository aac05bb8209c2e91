using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Catalog.EndToEnd.Tests.Hosting;

namespace Catalog.EndToEnd.Tests.Starting;

public sealed class StartTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Help_and_version_are_answered_without_starting()
    {
        var help = await ServerProcess.RunAsync("--help");
        var version = await ServerProcess.RunAsync("--version");

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("--location", help.Output, StringComparison.Ordinal);
        Assert.Equal(0, version.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", version.Output);
    }

    [Fact]
    public async Task An_unknown_option_ends_with_2_and_names_it()
    {
        var (exitCode, output) = await ServerProcess.RunAsync("--prot", "8080");

        Assert.Equal(2, exitCode);
        Assert.Contains("'--prot'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_configuration_ends_with_2_and_names_file_line_and_key()
    {
        var config = _place.Write("app-config.yaml", "catalog:\n  orphanStrategy: maybe\n");

        var (exitCode, output) = await ServerProcess.RunAsync("--config", config, "--data", _place.Data);

        Assert.Equal(2, exitCode);
        Assert.Contains($"{config}:2:19: catalog.orphanStrategy must be delete or keep, not 'maybe'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (exitCode, output) = await ServerProcess.RunAsync("--port", port, "--data", _place.Data);

        Assert.Equal(1, exitCode);
        Assert.Contains($"Port {port} is in use", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_file_is_refused_and_the_first_goes_on()
    {
        await using var first = await ServerProcess.StartAsync(_place.Data);

        var (exitCode, output) = await ServerProcess.RunAsync("--port", "0", "--data", _place.Data);

        Assert.Equal(1, exitCode);
        Assert.Contains("Another server is using the data file", output, StringComparison.Ordinal);
        await Eventually.Async(() => first.EntitiesAsync(), seen => seen.Count > 0, "the sample on the first server");
    }

    [Fact]
    public async Task A_data_file_that_is_no_catalog_is_refused_and_left_alone()
    {
        var notes = _place.Write("data/catalog.db", "my notes, not a database\n");

        var (exitCode, output) = await ServerProcess.RunAsync("--port", "0", "--data", notes);

        Assert.Equal(1, exitCode);
        Assert.Contains(notes, output, StringComparison.Ordinal);
        Assert.Equal("my notes, not a database\n", await File.ReadAllTextAsync(notes, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("'*:0'")]
    public async Task Beyond_loopback_it_does_not_start_without_a_decision_about_authentication(string listen)
    {
        var config = _place.Write("app-config.yaml", $"backend: {{ listen: {listen} }}\n");

        var (exitCode, output) = await ServerProcess.RunAsync("--config", config, "--data", _place.Data);

        Assert.Equal(2, exitCode);
        Assert.Contains("backend.auth", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_it_cleanly(string signal)
    {
        await using var server = await ServerProcess.StartAsync(_place.Data);

        Assert.Equal(0, await server.StopAsync(signal));
        Assert.DoesNotContain("Exception", server.Output, StringComparison.Ordinal);
    }
}
