namespace Catalog.Http.Tests.Golden;

/// <summary>
/// A catalog, however it is hosted, that the recorded requests can be put to: it processes entities once a day at most, keeps orphans, allows
/// all built-in kinds from anywhere, and reads the recording's files through <see cref="RecordedHost"/>.
/// </summary>
internal interface IRecordedCatalog : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    Uri Url { get; }

    /// <summary>Asks it; without redirects and cookies.</summary>
    HttpClient Client { get; }

    /// <summary>Makes a provider's bucket exactly these entities, and waits until they are visible.</summary>
    Task ProvideAsync(string provider, params IEnumerable<string> entities);

    /// <summary>Waits until nothing is at work.</summary>
    Task SettleAsync();
}
