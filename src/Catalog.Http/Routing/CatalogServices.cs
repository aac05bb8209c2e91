using Catalog.Grains;
using Catalog.Index;

namespace Catalog.Http.Routing;

/// <summary>What handlers work with.</summary>
internal sealed record CatalogServices(CatalogHttpOptions Options, ICatalogEngine Engine, CatalogIndex Index, TimeProvider Time);
