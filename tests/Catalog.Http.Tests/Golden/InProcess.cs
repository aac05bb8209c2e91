using Catalog.Grains;
using Catalog.Http.Tests.Hosting;
using Catalog.Sources.Urls;

namespace Catalog.Http.Tests.Golden;

/// <summary>The in-process host as the recording wants it.</summary>
internal static class InProcess
{
    public static async Task<IRecordedCatalog> StartAsync(string files)
    {
        var reader = new UrlLocationReader(new UrlReaderOptions { Allow = [new UrlAllowRule(files)] }, TimeProvider.System);
        return await TestCatalog.StartAsync(
            catalog: new CatalogOptions { ProcessingInterval = TimeSpan.FromDays(1), OrphanStrategy = OrphanStrategy.Keep }, reader: new RecordedHost(reader, files));
    }
}
