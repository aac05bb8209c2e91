using System.Net.Http.Headers;
using System.Text;
using Catalog.Http.Tests.Hosting;

namespace Catalog.Http.Tests.Fuzzing;

/// <summary>Makes requests that are almost right, wrong, and nonsense; the same for the same seed.</summary>
internal sealed class RequestFuzzer(int seed)
{
    private static readonly string[] Names =
    [
        "filter", "fields", "order", "orderField", "limit", "offset", "after", "cursor", "totalItems", "fullTextFilterTerm", "fullTextFilterFields",
        "facet", "dryRun", "onConflict", "owner", "root", "relation", "depth", "direction", "nope", "filter[]", "__proto__", "",
    ];

    private static readonly string[] Values =
    [
        "", "kind=component", "kind=component,spec.type=service", "metadata.name", "metadata.name,desc", "asc:metadata.name", "desc:kind", "10", "0", "-1", "1e3",
        "99999999999999999999", "1.5", "NaN", "include", "exclude", "true", "refresh", "reject", "a=b=c", "=", ",", ",,,", "spec.list[0]", "relations.ownedBy=group:default/team",
        "metadata.tags", "%", "_", "\u0000", "\ud83d\ude80", "ÄÖÜß", "日本語", "component:default/c-1", "eyJsaW1pdCI6NSwib2Zmc2V0Ijo1fQ==", "e30=", "bnVsbA==", "W10=", "/", "..",
        "kind", "status.items.level", "'; drop table search; --", "${jndi:ldap://x}", "<script>", "outgoing", "both", "$all", "$not=x",
    ];

    private static readonly string[] Bodies =
    [
        "{}", "[]", "null", "1", "\"x\"", "", "{", "{\"a\":", "\ufeff{}", "{\"limit\":-1}", "{\"limit\":1e400}", "{\"limit\":2,\"offset\":3}", "{\"cursor\":\"\"}", "{\"cursor\":\"e30=\"}",
        "{\"query\":{\"kind\":\"component\"}}", "{\"query\":{\"$all\":[{\"kind\":\"api\"},{\"$not\":{\"spec.type\":{\"$in\":[1,true,\"x\"]}}}]}}", "{\"query\":{\"relations\":{\"$contains\":{\"type\":\"ownedBy\"}}}}",
        "{\"query\":{\"kind\":null}}", "{\"query\":{\"$any\":{}}}", "{\"query\":{\"a\":{\"$hasPrefix\":\"\\ud800\"}}}", "{\"query\":{\"id\":{\"$in\":[]}}}", "{\"query\":{\"target\":{\"$hasPrefix\":\"http\"}}}",
        "{\"orderBy\":[{\"field\":\"metadata.name\",\"order\":\"asc\"}]}", "{\"orderBy\":[{}]}", "{\"fullTextFilter\":{\"term\":\"c\",\"fields\":[]}}", "{\"fields\":[\"metadata.name\",\"a[0]\"]}",
        "{\"entityRefs\":[\"component:default/c-1\",\"::\",\"\",\"a/b\"]}", "{\"entityRefs\":[1]}", "{\"facets\":[\"kind\",\"\",\"spec.type\"]}", "{\"facets\":{}}",
        "{\"entityRef\":\"component:default/c-1\"}", "{\"entityRef\":\"\"}", "{\"type\":\"url\",\"target\":\"http://127.0.0.1:1/a.yaml\"}", "{\"type\":\"file\",\"target\":\"/etc/passwd\"}",
        "{\"type\":\"url\",\"target\":\"\"}", "{\"location\":{\"type\":\"url\",\"target\":\"https://github.com/o/r\"}}", "{\"location\":{\"type\":\"url\",\"target\":\"http://[::1\"}}",
        "{\"entity\":{},\"location\":\"url:x\"}", "{\"entity\":{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{\"name\":\"v\"},\"spec\":{}},\"location\":\"url:http://x/y\"}",
        "{\"items\":[{\"id\":\"1\",\"resourceRef\":\"component:default/c-1\",\"resourceType\":\"catalog-entity\",\"conditions\":{\"rule\":\"IS_ENTITY_KIND\",\"resourceType\":\"catalog-entity\",\"params\":{\"kinds\":[\"x\"]}}}]}",
        "{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\"}}\n{\"remove\":\"component:default/p\"}\nnonsense\n",
    ];

    private static readonly string[] Types =
        ["application/json", "application/json; charset=utf-8", "application/json; charset=latin1", "text/plain", "application/x-ndjson", "multipart/form-data", "nonsense", ""];

    private readonly Random _random = new(seed);

    public HttpRequestMessage Next()
    {
        var (method, path, sample) = Routes.All[_random.Next(Routes.All.Count)];
        var target = Mangle(path.Split('?')[0], 0.1);
        var request = new HttpRequestMessage(
            new HttpMethod(_random.Next(20) == 0 ? Pick("PATCH", "OPTIONS", "HEAD", "TRACE", "LOCK", "GET", "POST", "DELETE") : method),
            new Uri($"/api/catalog{Escape(target)}{Query(path)}", UriKind.Relative));
        AddHeaders(request);
        if (sample is not null || _random.Next(10) == 0)
        {
            AddBody(request, _random.Next(4) == 0 ? sample ?? "" : Pick(Bodies));
        }

        return request;
    }

    private string Query(string path)
    {
        // Who does not say how long changes are waited for waits.
        var asSampled = path.Contains("wait=0", StringComparison.Ordinal) || (path.Contains('?') && _random.Next(2) == 0);
        var query = new StringBuilder(asSampled ? path[path.IndexOf('?')..] : "");
        for (var count = _random.Next(5); count > 0; count--)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(Escape(Mangle(Pick(Names), 0.05)));
            if (_random.Next(10) > 0)
            {
                query.Append('=').Append(Escape(Mangle(Pick(Values), 0.2)));
            }
        }

        return query.ToString();
    }

    private void AddBody(HttpRequestMessage request, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(Mangle(text, 0.2));
        if (_random.Next(20) == 0)
        {
            bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"$not\":", 500)) + "{}" + new string('}', 500));
        }

        if (bytes.Length > 0 && _random.Next(5) == 0)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        request.Content = new ByteArrayContent(_random.Next(200) == 0 ? new byte[150_000] : bytes);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", _random.Next(3) > 0 ? Types[0] : Pick(Types));
        if (_random.Next(20) == 0)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", Pick("gzip", "br", "deflate", "identity", "nonsense"));
        }
    }

    private void AddHeaders(HttpRequestMessage request)
    {
        Maybe(request, "Accept-Encoding", "gzip", "br;q=0.1, gzip", "*", "identity;q=0", "deflate", ";;;q=");
        Maybe(request, "If-None-Match", "*", "W/\"1\"", "nonsense", "\"\"");
        Maybe(request, "Catalog-Min-Sequence", "0", "1", "-1", "99999999999", "x");
        Maybe(request, "Authorization", "Bearer x", "Basic eDp5", "Bearer a.b.c", "Bearer", "Bearer eyJhbGciOiJub25lIn0.e30.");
        Maybe(request, "Origin", "http://localhost:3000", "null");
        request.Headers.CacheControl = _random.Next(20) == 0 ? new CacheControlHeaderValue { NoCache = true } : null;
    }

    private void Maybe(HttpRequestMessage request, string name, params string[] values)
    {
        if (_random.Next(15) == 0)
        {
            request.Headers.TryAddWithoutValidation(name, Pick(values));
        }
    }

    private string Mangle(string text, double chance)
    {
        if (_random.NextDouble() >= chance)
        {
            return text;
        }

        var at = _random.Next(text.Length + 1);
        return _random.Next(6) switch
        {
            0 => text[..at],
            1 => text.Insert(at, ((char)_random.Next(0x20, 0x7f)).ToString()),
            2 => text.Insert(at, ((char)_random.Next(0x80, 0xd7ff)).ToString()),
            3 => text + text,
            4 => text.Insert(at, new string((char)_random.Next('a', 'z'), _random.Next(2000))),
            _ => text.ToUpperInvariant(),
        };
    }

    // Mostly encoded as a client would; now and then left raw, half or doubly encoded.
    private string Escape(string text) => _random.Next(30) switch
    {
        0 => Uri.EscapeDataString(Uri.EscapeDataString(text)),
        1 => Uri.EscapeDataString(text) + "%",
        2 => Uri.EscapeDataString(text) + "%ff%fe",
        3 => Uri.EscapeDataString(text) + "%zz",
        _ => Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal),
    };

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}
