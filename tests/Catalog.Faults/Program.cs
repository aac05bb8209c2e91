using Catalog.Faults.Crash;
using Catalog.Faults.Failover;

switch (args)
{
    case ["crash", .. var rest]:
        return await CrashCommand.RunAsync(rest);
    case ["failover", .. var rest]:
        return await FailoverCommand.RunAsync(rest);
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project tests/Catalog.Faults -- <command> [--runs <number>] [--seed <number>] [--parallel <number>] [--results <file>]
              crash      one server on a data file, killed at random moments
              failover   two servers on one PostgreSQL: [--kind kill|pause|database] [--pause <seconds>]
            """);
        return 2;
}
