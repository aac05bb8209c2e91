using Catalog.Storage.Sqlite.Native;

namespace Catalog.Storage.Sqlite;

/// <summary>The tables, and how a database of an older program gets to them.</summary>
/// <remarks>
/// A database says what it is by SQLite's own means: <c>application_id</c> marks it as a catalog, <c>user_version</c> is the
/// number of migrations it has had. Both are part of the transaction that migrates.
/// </remarks>
internal static class SqliteSchema
{
    private const int ApplicationId = 0x43_61_74_4F;

    // Each commit moves a ref's row to the end, so the feed is the order of the rows.
    // kind: 0 there, 1 gone with messages pending, 2 bare tombstone (RecordKind).
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE record(
          seq INTEGER PRIMARY KEY,
          ref TEXT NOT NULL UNIQUE,
          version INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          state BLOB,
          processed BLOB);
        CREATE TABLE item(
          scope TEXT NOT NULL,
          key TEXT NOT NULL,
          value BLOB NOT NULL,
          PRIMARY KEY(scope, key)) WITHOUT ROWID;
        """,
    ];

    /// <summary>Refuses a database that this program must not touch; reads only.</summary>
    /// <exception cref="StoreException">It is newer than the program, or not a catalog.</exception>
    public static void RequireKnown(SqliteConnection connection, string path)
    {
        var version = connection.Scalar("PRAGMA user_version");
        var application = connection.Scalar("PRAGMA application_id");
        if (application != ApplicationId && connection.Scalar("SELECT count(*) FROM sqlite_master") > 0)
        {
            throw new StoreException($"{path} is a SQLite database, but not a catalog's. Choose another path.");
        }

        if (application == ApplicationId && version > Migrations.Length)
        {
            throw new StoreException(
                $"{path} has schema {version}; this program knows up to {Migrations.Length}. It was not touched. Run the version that wrote it, or a newer one.");
        }
    }

    /// <summary>Brings the database to this program's schema, all or nothing.</summary>
    public static void Migrate(SqliteConnection connection)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            for (var version = (int)connection.Scalar("PRAGMA user_version"); version < Migrations.Length; version++)
            {
                connection.Execute(Migrations[version]);
                connection.Execute($"PRAGMA user_version = {version + 1}; PRAGMA application_id = {ApplicationId}");
            }

            connection.Execute("COMMIT");
        }
        catch
        {
            if (connection.InTransaction) connection.Execute("ROLLBACK");
            throw;
        }
    }
}
