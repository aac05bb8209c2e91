using Catalog.Faults.Crash;

if (args is ["crash", .. var rest])
{
    return await CrashCommand.RunAsync(rest);
}

Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Catalog.Faults -- crash [--runs <number>] [--seed <number>] [--parallel <number>] [--results <file>]");
return 2;
