using Catalog.Server.Configuration;

namespace Catalog.EndToEnd.Tests.ConfigurationTests;

public class CommandLineTests
{
    [Fact]
    public void Options_are_read_in_both_spellings_and_may_repeat()
    {
        var line = CommandLine.Parse(["--location", "a.yaml", "--location=b/*.yaml", "--config", "c.yaml", "--data", "d.db", "--port=0"], out var error);

        Assert.Null(error);
        Assert.Equal(["a.yaml", "b/*.yaml"], line!.Locations);
        Assert.Equal(["c.yaml"], line.ConfigFiles);
        Assert.Equal(("d.db", 0), (line.Data, line.Port));
    }

    [Theory]
    [InlineData("Unknown option '--prot'. Try --help.", "--prot", "1")]
    [InlineData("Unknown option 'file.yaml'. Try --help.", "file.yaml")]
    [InlineData("--port must be a number from 0 to 65535, not 'x'.", "--port", "x")]
    [InlineData("--port must be a number from 0 to 65535, not '65536'.", "--port=65536")]
    [InlineData("--data needs a value. Try --help.", "--data")]
    [InlineData("--data needs a value. Try --help.", "--data", "--port")]
    [InlineData("--data needs a value. Try --help.", "--data=")]
    public void What_makes_no_sense_is_said(string expected, params string[] args)
    {
        Assert.Null(CommandLine.Parse(args, out var error));
        Assert.Equal(expected, error);
    }
}
