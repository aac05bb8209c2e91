using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Catalog.Http.Answers;
using Microsoft.AspNetCore.Http;

namespace Catalog.Http.Limits;

/// <summary>Counts the requests of each address and refuses those over the limit with 429.</summary>
internal sealed class RateLimit : IDisposable
{
    private readonly CatalogRateLimitOptions? _options;
    private readonly PartitionedRateLimiter<IPAddress>? _limiter;
    private readonly HashSet<IPAddress> _allowed = [];

    public RateLimit(CatalogHttpOptions options)
    {
        _options = options.RateLimit;
        if (_options is null)
        {
            return;
        }

        _allowed = [.. _options.AllowList.Select(a => IPAddress.TryParse(a, out var address) ? address : null).OfType<IPAddress>()];
        _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = _options.Limit, Window = _options.Window, QueueLimit = 0 }));
    }

    /// <summary>Counts a request: null when it is within the limit, else what to answer.</summary>
    public ErrorAnswer? Count(HttpContext http)
    {
        if (_limiter is null || AddressOf(http) is not { } address || _allowed.Contains(address))
        {
            return null;
        }

        using var lease = _limiter.AttemptAcquire(address);
        if (lease.IsAcquired)
        {
            return null;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : _options!.Window;
        http.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new ErrorAnswer { Status = StatusCodes.Status429TooManyRequests, Name = "Error", Message = "Too many requests, please try again later" };
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter?.Dispose();

    // An IPv6 network of 64 bits is one customer; counting its addresses one by one would let each have its own limit.
    private static IPAddress? AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.GetAddressBytes() is not { Length: 16 } bytes || IPAddress.IsLoopback(address))
        {
            return address;
        }

        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
