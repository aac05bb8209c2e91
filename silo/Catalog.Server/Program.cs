using Catalog.Server.Configuration;

var commandLine = CommandLine.Parse(args, out var error);
if (commandLine is null)
{
    Console.Error.WriteLine(error);
    return 2;
}

if (commandLine.WantsHelp)
{
    Console.WriteLine(CommandLine.Help);
}

return 0;
