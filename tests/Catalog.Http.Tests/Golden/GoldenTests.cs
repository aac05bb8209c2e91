namespace Catalog.Http.Tests.Golden;

/// <summary>The recording, put to the in-process host.</summary>
public sealed class GoldenTests(ITestOutputHelper output) : GoldenSuite(output)
{
    private protected override Task<IRecordedCatalog> StartAsync(string files) => InProcess.StartAsync(files);
}
