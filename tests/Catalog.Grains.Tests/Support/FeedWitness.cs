using Catalog.Storage;
using Catalog.Testing.Stores;

namespace Catalog.Grains.Tests.Support;

/// <summary>A store that notes up to where each reader of the feed was content with bare records.</summary>
internal sealed class FeedWitness(ICatalogStore inner) : StoreInBetween(inner)
{
    private readonly List<long> _bareUpTo = [];

    public IReadOnlyList<long> BareUpTo
    {
        get { lock (_bareUpTo) return [.. _bareUpTo]; }
    }

    public override IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken)
    {
        lock (_bareUpTo) _bareUpTo.Add(bareUpTo);
        return base.ReadFeedAsync(after, bareUpTo, cancellationToken);
    }
}
