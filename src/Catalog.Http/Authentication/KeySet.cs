using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Catalog.Http.Authentication;

/// <summary>
/// The keys at a url, fetched when first needed, kept for ten minutes, and fetched again when a token names a key that is not among
/// them; but not more often than every thirty seconds, however many such tokens come.
/// </summary>
internal sealed partial class KeySet(Uri url, HttpClient http, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Fetched? _fetched;

    /// <summary>Whether one of the keys made the token's signature.</summary>
    public async ValueTask<bool> VerifiesAsync(Jwt token, CancellationToken cancellationToken)
    {
        var fetched = _fetched;
        if (fetched is null || time.GetElapsedTime(fetched.At) > MaxAge || (Candidates(fetched, token).Count == 0 && time.GetElapsedTime(fetched.At) > Cooldown))
        {
            fetched = await FetchAsync(fetched, cancellationToken);
        }

        return Candidates(fetched, token).Any(key => key.Verifies(token));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        foreach (var key in _fetched?.Keys ?? [])
        {
            key.Dispose();
        }
    }

    private static List<Jwk> Candidates(Fetched fetched, Jwt token) => [.. fetched.Keys.Where(k => token.KeyId is null || k.Id == token.KeyId)];

    private async ValueTask<Fetched> FetchAsync(Fetched? before, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return ReferenceEquals(_fetched, before) ? _fetched = await DownloadAsync(before, cancellationToken) : _fetched!;
        }
        finally
        {
            _one.Release();
        }
    }

    // Keys that cannot be fetched anew are used on; without any, every token is refused until the cooldown is over.
    private async ValueTask<Fetched> DownloadAsync(Fetched? before, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return new Fetched(Jwk.ReadSet(await http.GetByteArrayAsync(url, either.Token)), time.GetTimestamp());
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && timeout.IsCancellationRequested))
        {
            LogNoKeys(url, failure.Message);
            return new Fetched(before?.Keys ?? [], time.GetTimestamp());
        }
    }

    [LoggerMessage(11, LogLevel.Warning, "The keys at {Url} cannot be read: {Reason}")]
    private partial void LogNoKeys(Uri url, string reason);

    private sealed record Fetched(IReadOnlyList<Jwk> Keys, long At);
}
