using System.Diagnostics;

namespace Catalog.EndToEnd.Tests.Hosting;

/// <summary>Waits until something that happens in another process has happened.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks again and again until the answer is as wanted; fails with the last answer when that takes too long.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> ask, Func<T, bool> wanted, string what)
    {
        var last = await AskAsync(ask, wanted);
        return wanted(last) ? last : throw new TimeoutException($"Not in time: {what}. Last seen: {last}");
    }

    /// <summary>Asks again and again until the answer is as wanted, or gives up and returns the last answer, for an assertion to tell the difference.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        var started = Stopwatch.GetTimestamp();
        T last;
        do
        {
            last = await ask();
        }
        while (!wanted(last) && Stopwatch.GetElapsedTime(started) < Patience && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken));
        return last;
    }
}
