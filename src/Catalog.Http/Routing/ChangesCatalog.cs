namespace Catalog.Http.Routing;

/// <summary>Marks the endpoints whose requests may change the catalog: where several processes share one, the process that makes the changes must answer them.</summary>
public sealed class ChangesCatalog
{
    internal static ChangesCatalog Mark { get; } = new();

    private ChangesCatalog()
    {
    }
}
