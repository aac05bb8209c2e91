namespace Catalog.Storage.Postgres;

/// <summary>Where the PostgreSQL store keeps its data.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>
    /// The connection, in Npgsql's form: <c>Host=…;Port=…;Username=…;Password=…;Database=…;SSL Mode=…;Maximum Pool Size=…</c>.
    /// Without a pool size 10 connections at most.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The schema that holds the tables; made when missing. Several catalogs may share a database, each in its own. Default <c>catalog</c>.</summary>
    public string Schema { get; init; } = "catalog";

    /// <summary>
    /// The name of the Orleans cluster that this process is a silo of; null, the default, for a server that is none. All silos of one cluster commit;
    /// nobody else may work on their schema at the same time.
    /// </summary>
    public string? Silos { get; init; }

    /// <summary>The authorities that may have signed the server's certificate, as PEM text; null for those of this machine.</summary>
    public string? RootCertificatesPem { get; init; }

    /// <summary>The certificate that this process shows, as PEM text; null for none.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>Its private key as PEM text.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>How long a read keeps trying while the server is restarting or out of reach. Default 5 s.</summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a commit whose connection broke at the last moment asks whether it was written. Default 15 s.</summary>
    public TimeSpan CommitPatience { get; init; } = TimeSpan.FromSeconds(15);
}
