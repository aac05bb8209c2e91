using Catalog.Http.Tests.Golden;

namespace Catalog.Http.Tests.Client;

/// <summary>The real client and the in-process host.</summary>
public sealed class BackstageClientTests(ITestOutputHelper output) : BackstageClientSuite(output)
{
    private protected override Task<IRecordedCatalog> StartAsync(string files) => InProcess.StartAsync(files);
}
