using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>Gives connections that are ready for work, and turns what goes wrong on them into <see cref="StoreException"/>.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    // As Backstage has it. A server that lets a hundred in is shared by many processes, and who joins them needs some too.
    private const int PoolSize = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private readonly NpgsqlDataSource _source;
    private readonly string _server;

    public PostgresDatabase(PostgresStoreOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = PostgresSchema.Quote(options.Schema), ApplicationName = Process };
        // Rows are of a few KB and come by the thousand.
        settings.ReadBufferSize = Math.Max(settings.ReadBufferSize, BufferSize);
        settings.WriteBufferSize = Math.Max(settings.WriteBufferSize, BufferSize);
        if (!settings.ShouldSerialize("Maximum Pool Size")) settings.MaxPoolSize = PoolSize;
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 20;
        settings.AutoPrepareMinUsages = 2;
        _server = $"{settings.Host}:{settings.Port}/{settings.Database}";
        _source = Source(settings, options);
    }

    /// <summary>By what name the sessions of this process are known to the server.</summary>
    public string Process { get; } = $"catalog {Guid.NewGuid():N}";

    /// <summary>A connection for the caller to keep.</summary>
    /// <exception cref="NpgsqlException">The server or the network failed.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>What an error of such a connection means.</summary>
    public StoreException Describe(Exception error) => PostgresFaults.Describe(error, _server);

    /// <summary>Runs work on a connection, once.</summary>
    /// <exception cref="StoreException">The server or the network failed.</exception>
    public async ValueTask<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await work(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            throw PostgresFaults.Describe(e, _server);
        }
    }

    /// <summary>Runs work that may be repeated, again and again while the server is out of reach, until patience ends.</summary>
    public async ValueTask<T> RetryAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                return await UseAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Transient && TimeProvider.System.GetElapsedTime(start) + pause < patience)
            {
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, PostgresStoreOptions options)
    {
        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        try
        {
            if (options.RootCertificatesPem is not null)
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPem(options.RootCertificatesPem);
                source.UseRootCertificates(authorities);
            }

            if (options.ClientCertificatePem is not null)
            {
                var own = X509Certificate2.CreateFromPem(options.ClientCertificatePem, options.ClientKeyPem);
                source.UseSslClientAuthenticationOptionsCallback(ssl => ssl.ClientCertificates = [own]);
            }
        }
        catch (CryptographicException e)
        {
            throw new StoreException($"A certificate for the connection to PostgreSQL cannot be used: {e.Message}", e);
        }

        return source.Build();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
