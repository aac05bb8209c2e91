using Catalog.Model;
using Catalog.Server.Configuration;
using Catalog.Server.Hosting;
using Catalog.Server.Terminal;
using Catalog.Silo.Configuration;
using Catalog.Silo.Hosting;
using Catalog.Storage;

const int Good = 0, CannotStart = 1, AskedWrongly = 2;

var commandLine = CommandLine.Parse(args, out var error);
if (commandLine is null)
{
    Console.Error.WriteLine(error);
    return AskedWrongly;
}

if (commandLine.WantsHelp || commandLine.WantsVersion)
{
    Console.WriteLine(commandLine.WantsHelp ? CommandLine.Help + Environment.NewLine + SiloSettings.Help : CatalogServer.Version);
    return Good;
}

var problems = new List<Problem>();
var plan = ServerPlan.Make(commandLine, problems);
var settings = SiloSettings.Read(Environment.GetEnvironmentVariable, plan.Database, problems);
if (problems.Count > 0)
{
    problems.ForEach(problem => Console.Error.WriteLine(problem));
    return AskedWrongly;
}

try
{
    plan.Introduce(Screen.OfProcess);
    await CatalogSiloServer.RunAsync(plan, settings, Screen.OfProcess);
    return Good;
}
catch (Exception e) when (e is StartException or StoreException)
{
    Console.Error.WriteLine(e.Message);
    return CannotStart;
}
