namespace Catalog.Http.Authentication;

/// <summary>Who may call, as <c>backend.auth</c> says it.</summary>
public sealed class CatalogAuthOptions
{
    /// <summary>
    /// <c>dangerouslyDisableDefaultAuthPolicy</c>: true lets everybody in, false nobody without a token; null when nothing is said, and then
    /// a token is wanted as soon as there is a way to check one.
    /// </summary>
    public bool? DisableDefaultPolicy { get; set; }

    /// <summary>Callers that are no part of a Backstage backend, in the order of <c>externalAccess</c>.</summary>
    public IReadOnlyList<ExternalAccess> ExternalAccess { get; set; } = [];

    /// <summary>
    /// The base url of the backend whose plugins may call, for example <c>http://backstage:7007/api</c>: the tokens of a plugin are checked with the
    /// keys at <c>&lt;base&gt;/&lt;plugin&gt;/.backstage/auth/v1/jwks.json</c>. Null refuses such tokens.
    /// </summary>
    public Uri? PluginBaseUrl { get; set; }

    /// <summary>Where the keys of the issuer of user tokens are, for example <c>http://backstage:7007/api/auth/.well-known/jwks.json</c>. Null refuses such tokens.</summary>
    public Uri? UserKeysUrl { get; set; }

    /// <summary>The issuer that user tokens must name; null takes any whose signature is good.</summary>
    public string? UserIssuer { get; set; }

    /// <summary>The name that this catalog has among plugins: the audience of their tokens, and what access restrictions name. Default <c>catalog</c>.</summary>
    public string PluginId { get; set; } = "catalog";

    /// <summary>Whether it was said who may call; beyond loopback a server must not start before it was.</summary>
    public bool IsDecided => DisableDefaultPolicy is not null || HasMeans;

    /// <summary>Whether a request needs credentials.</summary>
    public bool RequiresCredentials => !(DisableDefaultPolicy ?? !HasMeans);

    private bool HasMeans => ExternalAccess.Count > 0 || PluginBaseUrl is not null || UserKeysUrl is not null;
}

/// <summary>One entry of <c>backend.auth.externalAccess</c>.</summary>
public abstract record ExternalAccess
{
    /// <summary>What the callers may do, by plugin; empty for everything.</summary>
    public IReadOnlyList<AccessRestriction> Restrictions { get; init; } = [];

    /// <summary>Type <c>static</c>: whoever knows the token.</summary>
    public sealed record Static : ExternalAccess
    {
        private const int MinLength = 8;

        /// <summary>Checks the entry as Backstage does.</summary>
        /// <exception cref="ArgumentException">The token is short or holds blanks, or the subject does.</exception>
        public Static(string token, string subject)
        {
            if (token.Length < MinLength || token.Any(char.IsWhiteSpace))
            {
                throw new ArgumentException($"A static token needs at least {MinLength} characters and no blanks.", nameof(token));
            }

            if (subject.Length == 0 || subject.Any(char.IsWhiteSpace))
            {
                throw new ArgumentException("The subject of a static token must not be empty nor hold blanks.", nameof(subject));
            }

            (Token, Subject) = (token, subject);
        }

        /// <summary>The name of whoever has the token.</summary>
        public string Subject { get; }

        internal string Token { get; }

        /// <summary>The subject; never the token.</summary>
        public override string ToString() => $"static token of {Subject}";
    }

    /// <summary>Type <c>jwks</c>: whoever has a token signed by one of the keys at a url.</summary>
    public sealed record Jwks(Uri Url) : ExternalAccess
    {
        /// <summary>The signature algorithms that are taken; empty for all that are supported.</summary>
        public IReadOnlyList<string> Algorithms { get; init; } = [];

        /// <summary>The issuers of which a token must name one; empty for any.</summary>
        public IReadOnlyList<string> Issuers { get; init; } = [];

        /// <summary>The audiences of which a token must name one; empty for any.</summary>
        public IReadOnlyList<string> Audiences { get; init; } = [];

        /// <summary>Put between <c>external:</c> and the token's subject; null for nothing.</summary>
        public string? SubjectPrefix { get; init; }
    }
}

/// <summary>What a caller may do with one plugin.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Permissions">The permissions it has; empty for all.</param>
/// <param name="Actions">The actions (create, read, update, delete) it may take; empty for all.</param>
public sealed record AccessRestriction(string Plugin, IReadOnlyList<string> Permissions, IReadOnlyList<string> Actions);
