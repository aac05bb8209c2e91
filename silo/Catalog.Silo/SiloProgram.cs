using Catalog.Model;
using Catalog.Server.Configuration;
using Catalog.Server.Hosting;
using Catalog.Server.Terminal;
using Catalog.Silo.Clustering;
using Catalog.Silo.Configuration;
using Catalog.Silo.Hosting;
using Catalog.Storage;

namespace Catalog.Silo;

/// <summary>The program: what was asked for, and how it ended.</summary>
internal static class SiloProgram
{
    private const int Good = 0;
    private const int CannotStart = 1;
    private const int AskedWrongly = 2;

    /// <summary>Serves until it is asked to stop, and gives the exit code.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="other">One more way for silos to find each other; null for none.</param>
    public static async Task<int> RunAsync(string[] args, IMembership? other = null)
    {
        var commandLine = CommandLine.Parse(args, out var error);
        if (commandLine is null)
        {
            Console.Error.WriteLine(error);
            return AskedWrongly;
        }

        if (commandLine.WantsHelp || commandLine.WantsVersion)
        {
            Console.WriteLine(commandLine.WantsHelp ? string.Join(Environment.NewLine, CommandLine.Help, SiloSettings.Help, other?.Help) : CatalogServer.Version);
            return Good;
        }

        var problems = new List<Problem>();
        var plan = ServerPlan.Make(commandLine, problems);
        var settings = SiloSettings.Read(Environment.GetEnvironmentVariable, plan.Database, problems, other);
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
    }
}
