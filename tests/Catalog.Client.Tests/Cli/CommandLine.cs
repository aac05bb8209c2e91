using Catalog.Cli;

namespace Catalog.Client.Tests.Cli;

/// <summary>Runs the command as a shell would, and keeps what it says.</summary>
internal sealed record CommandLine(ExitCode Code, string Output, string Error)
{
    public static async Task<CommandLine> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CatalogCommand.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return new CommandLine(code, output.ToString(), error.ToString());
    }
}
