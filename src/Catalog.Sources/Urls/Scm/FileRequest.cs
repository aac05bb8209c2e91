namespace Catalog.Sources.Urls.Scm;

/// <summary>What to ask for to get a file.</summary>
/// <param name="Url">The url that answers with the file's bytes.</param>
/// <param name="Authorization">The header's value; goes to this url's scheme, host and port only.</param>
/// <param name="Accept">The header's value.</param>
internal sealed record FileRequest(Uri Url, string? Authorization = null, string? Accept = null)
{
    /// <summary>The request for where the server redirects to; without the credentials when that is another host.</summary>
    public FileRequest RedirectedTo(Uri next) =>
        this with { Url = next, Authorization = next.Scheme == Url.Scheme && next.Authority == Url.Authority ? Authorization : null };
}
