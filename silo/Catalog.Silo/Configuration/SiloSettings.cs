using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Catalog.Model;
using Catalog.Server.Configuration.Settings;
using Catalog.Silo.Clustering;

namespace Catalog.Silo.Configuration;

/// <summary>Where this silo stands in its cluster, from environment variables, since it differs from silo to silo while the configuration does not.</summary>
/// <param name="Postgres">The database in which the silos find each other; null where they do so otherwise, and for one silo alone.</param>
/// <param name="Membership">Where else they find each other; null for nowhere.</param>
/// <param name="ClusterId">Silos with the same id in the same database are one cluster.</param>
/// <param name="Address">Where other silos reach this one.</param>
/// <param name="SiloPort">The port for other silos.</param>
/// <param name="GatewayPort">The port for clients of the cluster.</param>
/// <param name="ProbeTimeout">How long a silo may not answer another before that counts as missed; null for Orleans' own default.</param>
/// <param name="CollectionAge">How long an entity that nobody asks anything stays active; null for the default.</param>
/// <param name="MemoryPercent">From which share of the memory on idle entities leave it before their time; null for the default.</param>
/// <param name="Dashboard">Whether Orleans' dashboard is served.</param>
internal sealed record SiloSettings(
    DatabaseSettings.Postgres? Postgres, Action<ISiloBuilder>? Membership, string ClusterId, IPAddress Address, int SiloPort, int GatewayPort, TimeSpan? ProbeTimeout, TimeSpan? CollectionAge,
    double? MemoryPercent, bool Dashboard)
{
    /// <summary>The variables, for people.</summary>
    public const string Help =
        """
        The silo reads from its environment:
          CATALOG_CLUSTERING      postgres, or localhost for one silo alone; default: postgres where backend.database is pg
          CATALOG_CLUSTER_ID      silos with one id are one cluster; default catalog
          CATALOG_SILO_ADDRESS    where other silos reach this one, a name or address; default 127.0.0.1
          CATALOG_SILO_PORT       default 11111; 0 for any that is free
          CATALOG_GATEWAY_PORT    default 30000; 0 for any that is free
          CATALOG_PROBE_SECONDS   smaller finds out sooner that a silo has gone; default: as Orleans has it
          CATALOG_COLLECTION_SECONDS  how long an idle entity stays active; default 60
          CATALOG_MEMORY_PERCENT  from this share of the memory that the process may have on, idle entities leave it at once; default 80
          CATALOG_DASHBOARD       true serves Orleans' dashboard at /dashboard, to callers with catalog.ingestion.read; it measures every call
        """;

    /// <summary>Reads the variables; what is wrong is added to the problems.</summary>
    public static SiloSettings Read(Func<string, string?> variable, DatabaseSettings database, ICollection<Problem> problems, IMembership? other = null)
    {
        var postgres = database as DatabaseSettings.Postgres;
        var clustering = variable("CATALOG_CLUSTERING") ?? (postgres is null ? "localhost" : "postgres");
        var elsewhere = other is not null && clustering == other.Name;
        if (!elsewhere && clustering is not ("postgres" or "localhost")) problems.Add(new Problem($"CATALOG_CLUSTERING is '{clustering}': write {(other is null ? "" : other.Name + ", ")}postgres or localhost"));
        if (clustering is not "localhost" && postgres is null) problems.Add(new Problem($"CATALOG_CLUSTERING is {clustering}, but backend.database is not pg: the silos of a cluster share one database"));
        return new SiloSettings(
            clustering is "postgres" ? postgres : null,
            elsewhere ? other!.Read(variable, problems) : null,
            variable("CATALOG_CLUSTER_ID") is { Length: > 0 } id ? id : "catalog",
            ReadAddress(variable("CATALOG_SILO_ADDRESS"), problems),
            ReadPort(variable, "CATALOG_SILO_PORT", 11_111, problems),
            ReadPort(variable, "CATALOG_GATEWAY_PORT", 30_000, problems),
            ReadSeconds(variable, "CATALOG_PROBE_SECONDS", problems),
            ReadSeconds(variable, "CATALOG_COLLECTION_SECONDS", problems),
            ReadPercent(variable, "CATALOG_MEMORY_PERCENT", problems),
            variable("CATALOG_DASHBOARD") is "true");
    }

    private static IPAddress ReadAddress(string? text, ICollection<Problem> problems)
    {
        if (string.IsNullOrEmpty(text)) return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(text, AddressFamily.InterNetwork)[0];
        }
        catch (SocketException e)
        {
            problems.Add(new Problem($"CATALOG_SILO_ADDRESS is '{text}', which has no address: {e.Message}"));
            return IPAddress.None;
        }
    }

    private static int ReadPort(Func<string, string?> variable, string name, int otherwise, ICollection<Problem> problems)
    {
        if (variable(name) is not { Length: > 0 } text) return otherwise;
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return port > 0 ? port : FreePort();
        problems.Add(new Problem($"{name} is '{text}': write a port from 0 to 65535"));
        return otherwise;
    }

    private static TimeSpan? ReadSeconds(Func<string, string?> variable, string name, ICollection<Problem> problems)
    {
        if (variable(name) is not { Length: > 0 } text) return null;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400) return TimeSpan.FromSeconds(seconds);
        problems.Add(new Problem($"{name} is '{text}': write a number of seconds"));
        return null;
    }

    private static double? ReadPercent(Func<string, string?> variable, string name, ICollection<Problem> problems)
    {
        if (variable(name) is not { Length: > 0 } text) return null;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100) return percent;
        problems.Add(new Problem($"{name} is '{text}': write a number above 0, up to 100"));
        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
