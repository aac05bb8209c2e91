using System.CommandLine;
using Catalog.Cli.Commands;
using Catalog.Client;

namespace Catalog.Cli;

/// <summary>The command <c>catalog</c>. In: arguments. Out: text, and the exit code that every outcome is mapped to here.</summary>
internal static class CatalogCommand
{
    /// <summary>Runs the arguments.</summary>
    public static async Task<ExitCode> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Asks a software catalog, and checks catalog files.")
        {
            ValidateCommand.Create(), GetCommand.Create(), QueryCommand.Create(), RefreshCommand.Create(), InspectCommand.Create(),
            ExportCommand.Create(), ImportCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var wrong in parsed.Errors)
            {
                await error.WriteLineAsync(wrong.Message);
            }

            await error.WriteLineAsync("Try catalog --help.");
            return ExitCode.Usage;
        }

        try
        {
            var settings = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return (ExitCode)await parsed.InvokeAsync(settings, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        catch (CatalogException e)
        {
            await error.WriteLineAsync(e.Status is null ? e.Message : $"{e.Error.Name}: {e.Message}");
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Usage;
        }
    }
}
