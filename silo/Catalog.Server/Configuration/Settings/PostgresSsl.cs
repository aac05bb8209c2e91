using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>How the connection to PostgreSQL is encrypted, from <c>connection.ssl</c> as Node's driver means it.</summary>
/// <param name="Mode">The mode in Npgsql's words; null to encrypt when the server can.</param>
/// <param name="Authorities">The authorities that may have signed the server's certificate, as PEM text; null for those of this machine.</param>
/// <param name="Certificate">This server's own certificate as PEM text, where PostgreSQL wants one.</param>
/// <param name="Key">Its private key as PEM text.</param>
internal sealed record PostgresSsl(string? Mode, string? Authorities = null, string? Certificate = null, string? Key = null)
{
    private const string Verified = "VerifyFull", Unverified = "Require", Off = "Disable";

    /// <summary>Reads <c>ssl</c>: true, false, or an object with <c>ca</c>, <c>cert</c>, <c>key</c> and <c>rejectUnauthorized</c>.</summary>
    public static PostgresSsl Read(ConfigSection connection)
    {
        if (!connection.Has("ssl")) return new PostgresSsl(Mode: null);
        if (!connection.IsSection("ssl")) return new PostgresSsl(connection.Flag("ssl") is true ? Verified : Off);
        var ssl = connection.Section("ssl")!;
        return new PostgresSsl(ssl.Flag("rejectUnauthorized") is false ? Unverified : Verified, ssl.Text("ca"), ssl.Text("cert"), ssl.Text("key"));
    }

    /// <summary>The mode of a parameter <c>sslmode=…</c> of a connection url; null for any other.</summary>
    public static string? ModeOfParameter(string parameter) => parameter switch
    {
        "sslmode=disable" => Off,
        "sslmode=prefer" => "Prefer",
        "sslmode=require" or "sslmode=no-verify" => Unverified,
        "sslmode=verify-ca" => "VerifyCA",
        "sslmode=verify-full" => Verified,
        _ => null,
    };
}
