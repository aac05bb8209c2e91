namespace Catalog.Faults.Together;

/// <summary><c>together [--stay]</c>: see <see cref="TogetherRun"/>.</summary>
internal static class TogetherCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var run = await TogetherRun.StartAsync();
        Console.WriteLine($"PostgreSQL and two servers, behind {run.Url}");
        if (args is ["--stay"])
        {
            var stop = new TaskCompletionSource();
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                stop.TrySetResult();
            };
            await stop.Task;
            return 0;
        }

        try
        {
            await run.CheckAsync();
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }

        Console.WriteLine("It works: one leads, both answer, and one can be stopped.");
        return 0;
    }
}
