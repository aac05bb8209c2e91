using Catalog.Processing.Shaping;

namespace Catalog.Processing.Running;

/// <summary>Lends layouts to runs, one kept per thread; a run that ends on another thread leaves it there.</summary>
internal static class LayoutPool
{
    [ThreadStatic]
    private static EntityLayout? _spare;

    public static EntityLayout Take()
    {
        var layout = _spare ?? new EntityLayout();
        _spare = null;
        return layout;
    }

    public static void Return(EntityLayout layout) => _spare = layout.Members.Capacity <= 4096 ? layout : null;
}
