using Catalog.Grains.Hosting;

namespace Catalog.Grains.Tests.Hosting;

public sealed class RehearsalTests
{
    /// <summary>200 entities of a provider, 200 of a file, and the Location of the file: else it would not compile what a real ingestion needs.</summary>
    [Fact]
    public async Task All_that_is_played_becomes_visible() => Assert.Equal(401, await Rehearsal.RunAsync(TestContext.Current.CancellationToken));
}
