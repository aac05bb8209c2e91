namespace Catalog.Grains.Tests.Support;

/// <summary>Waits for conditions, never for times.</summary>
internal static class Waiting
{
    /// <summary>Moves the clock once the engine waits on it, and waits until the condition holds.</summary>
    public static async Task AdvanceUntilAsync(this TestCatalog catalog, TimeSpan by, Func<bool> condition)
    {
        catalog.Time.Advance(by);
        await UntilAsync(condition);
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
