using Catalog.Server.Configuration.Settings;
using Catalog.Server.Hosting;
using Catalog.Server.Terminal;
using Catalog.Storage;
using Catalog.Storage.Postgres;

namespace Catalog.Server.Cluster;

/// <summary>Puts together what decides when this server leads: all the time on a data file, in turn with others on PostgreSQL.</summary>
internal static class Leading
{
    /// <summary>Adds the leader's work and, on PostgreSQL, membership among the servers and forwarding to the one that leads.</summary>
    public static void AddLeading(this IServiceCollection services, ServerPlan plan, Screen screen)
    {
        services.AddSingleton(plan);
        services.AddSingleton(screen);
        services.AddSingleton<LeaderWork>();
        if (plan.Database is not DatabaseSettings.Postgres) return;
        services.AddSingleton(s => new PostgresCluster((PostgresCatalogStore)s.GetRequiredService<ICatalogStore>()));
        services.AddSingleton<ClusterMember>();
        services.AddSingleton<LeaderForwarding>();
    }
}
