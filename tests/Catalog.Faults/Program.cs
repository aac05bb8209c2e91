using Catalog.Faults.Crash;
using Catalog.Faults.Failover;
using Catalog.Faults.Suite;
using Catalog.Faults.Together;

switch (args)
{
    case ["crash", .. var rest]:
        return await CrashCommand.RunAsync(rest);
    case ["failover", .. var rest]:
        return await FailoverCommand.RunAsync(rest);
    case ["tests", .. var rest]:
        return await SuiteCommand.RunAsync(rest);
    case ["all", .. var rest]:
        int[] codes = [await SuiteCommand.RunAsync(rest), await CrashCommand.RunAsync(rest), await FailoverCommand.RunAsync([.. rest, "--kind", "all"])];
        return codes.Max();
    case ["together", .. var rest]:
        return await TogetherCommand.RunAsync(rest);
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project tests/Catalog.Faults -- <command> [--runs <number>] [--seed <number>] [--parallel <number>] [--results <file>]
              crash      one server on a data file, killed at random moments
              failover   two servers on one PostgreSQL: [--kind kill|pause|database|all] [--pause <seconds>]
              together   two servers on one PostgreSQL behind one port: [--stay]
              tests      the tests of all other faults: [--sequences <number>]
              all        tests, crash and failover
            """);
        return 2;
}
