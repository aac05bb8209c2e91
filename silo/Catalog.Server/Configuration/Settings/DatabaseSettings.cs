using System.Data.Common;
using System.Globalization;
using Catalog.Server.Configuration.Files;
using Catalog.Storage.Postgres;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Where the catalog is kept, from <c>backend.database</c>.</summary>
internal abstract record DatabaseSettings
{
    private const string FileName = "catalog.db";

    /// <summary>In a file of this machine, used by this process alone.</summary>
    /// <param name="Path">The file; null for the default.</param>
    public sealed record File(string? Path) : DatabaseSettings;

    /// <summary>Nowhere: gone when the process ends.</summary>
    public sealed record Memory : DatabaseSettings;

    /// <summary>In a PostgreSQL database, which several processes may share.</summary>
    /// <param name="Options">Which.</param>
    /// <param name="Place">Which, in words without secrets.</param>
    public sealed record Postgres(PostgresStoreOptions Options, string Place) : DatabaseSettings;

    /// <summary>Reads the section as Backstage means it.</summary>
    public static DatabaseSettings Read(ConfigSection backend)
    {
        if (backend.Section("database") is not { } database) return new File(Path: null);
        switch (database.OneOf("client", "pg", "better-sqlite3"))
        {
            case "pg":
                return ReadPostgres(database);
            case "better-sqlite3":
                return ReadFile(database);
            default:
                if (!database.Has("client")) database.Reject("client", "is missing: pg or better-sqlite3");
                return new File(Path: null);
        }
    }

    private static DatabaseSettings ReadFile(ConfigSection database)
    {
        if (!database.IsSection("connection"))
        {
            return database.Text("connection") is ":memory:" ? new Memory() : new File(database.Text("connection"));
        }

        var connection = database.Section("connection")!;
        return connection.Text("directory") is { } directory
            ? new File(Path.Combine(directory, FileName))
            : connection.Text("filename") is ":memory:" ? new Memory() : new File(connection.Text("filename"));
    }

    private static Postgres ReadPostgres(ConfigSection database)
    {
        var connection = new DbConnectionStringBuilder();
        PostgresSsl ssl;
        if (database.IsSection("connection"))
        {
            var section = database.Section("connection")!;
            if (section.Text("connectionString") is { } text) ReadUrl(section, "connectionString", text, connection);
            ReadParts(section, connection);
            ssl = PostgresSsl.Read(section);
        }
        else
        {
            ReadUrl(database, "connection", database.RequiredText("connection"), connection);
            ssl = new PostgresSsl(Mode: null);
        }

        if (ssl.Mode is not null) connection["SSL Mode"] = ssl.Mode;
        if (!connection.ContainsKey("Host")) connection["Host"] = "127.0.0.1";
        if (!connection.ContainsKey("Database")) connection["Database"] = (database.Text("prefix") ?? "backstage_plugin_") + "catalog";
        ReadPool(database, connection);
        var schema = database.Text("schema") ?? new PostgresStoreOptions { ConnectionString = "" }.Schema;
        var options = new PostgresStoreOptions
        {
            ConnectionString = connection.ConnectionString,
            Schema = schema,
            RootCertificatesPem = ssl.Authorities,
            ClientCertificatePem = ssl.Certificate,
            ClientKeyPem = ssl.Key,
        };
        return new Postgres(options, $"PostgreSQL at {connection["Host"]}, database {connection["Database"]}, schema {schema}");
    }

    private static void ReadParts(ConfigSection section, DbConnectionStringBuilder connection)
    {
        foreach (var (key, name) in (ReadOnlySpan<(string, string)>)[("host", "Host"), ("user", "Username"), ("password", "Password"), ("database", "Database")])
        {
            if (section.Text(key) is { Length: > 0 } value) connection[name] = value;
        }

        if (section.Number("port") is not { } port) return;
        if (port is >= 1 and <= 65_535 && port == Math.Floor(port)) connection["Port"] = port.ToString(CultureInfo.InvariantCulture);
        else section.Reject("port", "must be a port from 1 to 65535");
    }

    private static void ReadUrl(ConfigSection section, string key, string text, DbConnectionStringBuilder connection)
    {
        if (text.Length == 0) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
        {
            section.Reject(key, "must be postgres://user:password@host:port/database, or an object with host, port, user, password and database");
            return;
        }

        connection["Host"] = url.Host;
        if (url.Port > 0) connection["Port"] = url.Port;
        var login = url.UserInfo.Split(':', 2);
        if (login[0].Length > 0) connection["Username"] = Uri.UnescapeDataString(login[0]);
        if (login.Length > 1) connection["Password"] = Uri.UnescapeDataString(login[1]);
        if (url.AbsolutePath.Length > 1) connection["Database"] = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        foreach (var parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (PostgresSsl.ModeOfParameter(parameter) is { } mode) connection["SSL Mode"] = mode;
            else section.Reject(key, $"has the parameter '{parameter}'; only sslmode (disable, prefer, require, verify-ca, verify-full) is known");
        }
    }

    private static void ReadPool(ConfigSection database, DbConnectionStringBuilder connection)
    {
        var pool = database.Section("pool") ?? database.Section("knexConfig")?.Section("pool");
        if (pool is null) return;
        if (Count("min") is { } min) connection["Minimum Pool Size"] = min;
        if (Count("max") is { } max) connection["Maximum Pool Size"] = Math.Max(max, 3);
        if (Count("acquireTimeoutMillis") is { } wait) connection["Timeout"] = Math.Clamp(wait / 1_000, 1, 1_024);
        if (Count("idleTimeoutMillis") is { } idle) connection["Connection Idle Lifetime"] = Math.Max(idle / 1_000, 1);

        int? Count(string key)
        {
            if (pool.Number(key) is not { } number || (number is >= 0 and <= int.MaxValue && number == Math.Floor(number))) return (int?)pool.Number(key);
            pool.Reject(key, "must be a whole number, 0 or more");
            return null;
        }
    }
}
