namespace Catalog.Http.Health;

/// <summary>Whether the catalog can answer yet; the host reports to it while it starts. Thread-safe.</summary>
public sealed class CatalogReadiness
{
    private volatile Progress? _progress = new("starting", 0, 0);

    /// <summary>How far the start is; null once it is done.</summary>
    public Progress? Pending => _progress;

    /// <summary>Says how far the start is.</summary>
    /// <param name="step">What is being done, for example <c>loading the index</c>.</param>
    /// <param name="done">How many of it are done.</param>
    /// <param name="total">How many there are; 0 when that is not known.</param>
    public void Report(string step, long done, long total) => _progress = new(step, done, total);

    /// <summary>Says that the start is done.</summary>
    public void SetReady() => _progress = null;

    /// <summary>How far the start is.</summary>
    public sealed record Progress(string Step, long Done, long Total);
}
