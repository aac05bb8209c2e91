using System.Globalization;
using Catalog.Http.OpenApi;
using Microsoft.AspNetCore.WebUtilities;

namespace Catalog.Http.Requests;

/// <summary>The query parameters of a request, decoded and checked against the operation's declaration.</summary>
internal sealed class QueryValues
{
    private readonly List<(string Name, string Value)> _values = [];

    private QueryValues()
    {
    }

    /// <summary>All names and values, in the order given.</summary>
    public IReadOnlyList<(string Name, string Value)> Values => _values;

    /// <summary>Reads a raw query string.</summary>
    public static QueryValues Read(string? query)
    {
        var result = new QueryValues();
        if (string.IsNullOrEmpty(query))
        {
            return result;
        }

        foreach (var pair in new QueryStringEnumerable(query))
        {
            result._values.Add((Plain(pair.DecodeName().Span).ToString(), pair.DecodeValue().ToString()));
        }

        return result;
    }

    /// <summary>The first value of a parameter; null when it is absent.</summary>
    public string? One(string name)
    {
        foreach (var (key, value) in _values)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>All values of a parameter.</summary>
    public IReadOnlyList<string> All(string name) => [.. _values.Where(v => v.Name == name).Select(v => v.Value)];

    /// <summary>The value of an integer parameter that has been checked; null when it is absent.</summary>
    public int? Integer(string name) =>
        One(name) is { } text && TryNumber(text, out var number) ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    /// <summary>The first thing wrong with the parameters; null when they are good.</summary>
    public string? Check(Operation operation)
    {
        foreach (var (name, value) in _values)
        {
            if (operation.Parameter(name) is null)
            {
                return $"Unknown query parameter '{name}'";
            }

            if (value.Length == 0 && _values.Count(v => v.Name == name) == 1)
            {
                return $"Empty value found for query parameter '{name}'";
            }
        }

        foreach (var parameter in operation.Query)
        {
            if (parameter.Required && One(parameter.Name) is null)
            {
                return $"request/query must have required property '{parameter.Name}'";
            }
        }

        return operation.Query.Select(CheckOne).FirstOrDefault(wrong => wrong is not null);
    }

    // Some clients write name[]=x or name[0]=x for a repeated parameter.
    private static ReadOnlySpan<char> Plain(ReadOnlySpan<char> name) =>
        name.EndsWith("]") && name.LastIndexOf('[') is > 0 and var open && !name[(open + 1)..^1].ContainsAnyExceptInRange('0', '9') ? name[..open] : name;

    private string? CheckOne(QueryParameter parameter)
    {
        if (parameter.IsList || One(parameter.Name) is not { } value)
        {
            return null;
        }

        var path = $"request/query/{parameter.Name}";
        if (_values.Count(v => v.Name == parameter.Name) > 1)
        {
            return $"{path} must be {parameter.Schema.Type}";
        }

        if (parameter.Schema.Type != "integer")
        {
            return parameter.Schema.CheckText(value, path);
        }

        if (!TryNumber(value, out var number) || !double.IsInteger(number))
        {
            return $"{path} must be integer";
        }

        return number < parameter.Schema.Minimum ? $"{path} must be >= {parameter.Schema.Minimum}" : null;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
