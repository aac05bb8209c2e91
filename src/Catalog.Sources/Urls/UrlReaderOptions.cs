using Catalog.Sources.Urls.Scm;

namespace Catalog.Sources.Urls;

/// <summary>What urls may be read, and how much of them.</summary>
public sealed record UrlReaderOptions
{
    /// <summary><c>backend.reading.allow</c>: hosts that may be read as plain urls. Default none.</summary>
    public IReadOnlyList<UrlAllowRule> Allow { get; init; } = [];

    /// <summary><c>integrations</c>: hosts whose file pages are read through their API. Default the public ones, without credentials.</summary>
    public IReadOnlyList<ScmIntegration> Integrations { get; init; } = ScmIntegration.Defaults;

    /// <summary>Bytes of one answer once it is decompressed, from 1. Default 10 MiB.</summary>
    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Time for one read, redirects included, longer than zero. Default 30 seconds.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Redirects to follow, each checked like the first url, from 0. Default 5.</summary>
    public int MaxRedirects { get; init; } = 5;

    /// <summary>The longest that a server's <c>Retry-After</c> is believed, from zero. Default 1 hour.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromHours(1);
}
