using Catalog.Http.Health;
using Catalog.Server.Terminal;

namespace Catalog.Server.Hosting;

/// <summary>Tells how far the loading of stored entities is: to whoever asks for readiness, and on the terminal.</summary>
internal sealed class StartProgress(CatalogReadiness readiness, Screen screen) : IProgress<int>
{
    /// <inheritdoc/>
    public void Report(int value)
    {
        readiness.Report("loading the index", value, 0);
        screen.Change($"  {value:N0} stored entities loaded");
    }

    /// <summary>Says that questions can be answered from now on.</summary>
    public void Done()
    {
        readiness.SetReady();
        screen.Change("");
    }
}
