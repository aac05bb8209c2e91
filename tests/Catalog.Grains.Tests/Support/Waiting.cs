namespace Catalog.Grains.Tests.Support;

/// <summary>Waits for conditions, never for times.</summary>
internal static class Waiting
{
    /// <summary>Moves the clock, and waits for what becomes due.</summary>
    public static async Task AdvanceAsync(this TestCatalog catalog, TimeSpan by)
    {
        catalog.Time.Advance(by);
        await catalog.SettleAsync();
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
