using System.Diagnostics;
using System.Globalization;

namespace Catalog.Faults.Suite;

/// <summary>
/// The tests of every kind of fault, one after the other: <c>tests [--sequences 1000] [--seed 1]</c>. The seed chooses the generated
/// sequences; the other tests always do the same.
/// </summary>
internal static class SuiteCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var failed = 0;
        foreach (var tests in FaultTests.All)
        {
            Console.WriteLine($"== {tests.Fault}");
            var result = await RunAsync(tests, Arguments.Number(args, "--sequences", 1_000), Arguments.Number(args, "--seed", 1));
            failed += result == 0 ? 0 : 1;
        }

        Console.WriteLine(failed == 0 ? "== all kinds of faults passed" : $"== {failed} kinds of faults FAILED");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<int> RunAsync(FaultTests tests, int sequences, int seed)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var start = new ProcessStartInfo("dotnet", ["test", Path.Combine("tests", tests.Project), "-c", configuration, "-nologo", "-v", "q", "--filter", tests.Tests])
        {
            WorkingDirectory = Repository(),
        };
        start.Environment["CATALOG_SEQUENCES"] = sequences.ToString(CultureInfo.InvariantCulture);
        start.Environment["CATALOG_SEED"] = seed.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Catalog.Orleans.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests are run from their repository.");
        return folder.FullName;
    }
}
