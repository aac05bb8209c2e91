using Catalog.Http.Tests.Client;
using Catalog.Http.Tests.Golden;

namespace Catalog.Orleans.Tests.Contract;

/// <summary>The recording, put to two silos in turn.</summary>
public sealed class ClusterGoldenTests(ITestOutputHelper output) : GoldenSuite(output)
{
    private protected override async Task<IRecordedCatalog> StartAsync(string files) => await RecordedSilos.StartAsync(files);
}

/// <summary>The real client and one of two silos.</summary>
public sealed class ClusterClientTests(ITestOutputHelper output) : BackstageClientSuite(output)
{
    private protected override async Task<IRecordedCatalog> StartAsync(string files) => await RecordedSilos.StartAsync(files);
}
