using Catalog.Grains;
using Catalog.Http.Audit;
using Catalog.Http.Authentication;
using Catalog.Http.Cors;
using Catalog.Http.Limits;
using Catalog.Http.Permissions;
using Catalog.Index;

namespace Catalog.Http.Routing;

/// <summary>What handlers work with.</summary>
internal sealed record CatalogServices(
    CatalogHttpOptions Options, ICatalogEngine Engine, CatalogIndex Index, TimeProvider Time,
    Authenticator Authenticator, PermissionGate Gate, RateLimit RateLimit, CorsPolicy Cors, AuditLog Audit);
