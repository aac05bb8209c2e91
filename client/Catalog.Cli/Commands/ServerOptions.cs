using System.CommandLine;
using System.Net.Http.Headers;
using Catalog.Client;
using Catalog.Client.Http;

namespace Catalog.Cli.Commands;

/// <summary>The options that say which catalog is asked, and the call to it.</summary>
internal sealed class ServerOptions
{
    private readonly Option<Uri> _server = new("--server", "-s")
    {
        Description = "The catalog's address; CATALOG_SERVER if not given, else http://127.0.0.1:7007.",
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("CATALOG_SERVER") ?? "http://127.0.0.1:7007"),
        CustomParser = argument => Uri.TryCreate(argument.Tokens.Single().Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url : Refuse(argument),
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "What the catalog wants to be shown; CATALOG_TOKEN if not given.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CATALOG_TOKEN"),
    };

    /// <summary>Adds the options to a command, and makes the call its action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="call">Asks the catalog; its result is the exit code.</param>
    public static Command Connect(Command command, Func<ICatalogClient, ParseResult, CancellationToken, Task<ExitCode>> call)
    {
        var options = new ServerOptions();
        command.Options.Add(options._server);
        command.Options.Add(options._token);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var http = options.Open(parsed);
            return (int)await call(new HttpCatalogClient(http), parsed, cancellationToken);
        });
        return command;
    }

    private HttpClient Open(ParseResult parsed)
    {
        var http = new HttpClient { BaseAddress = parsed.GetRequiredValue(_server) };
        if (parsed.GetValue(_token) is { Length: > 0 } token)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return http;
    }

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult argument)
    {
        argument.AddError($"'{argument.Tokens.Single().Value}' is no http or https address.");
        return null;
    }
}
