using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Catalog.Server.Configuration.Files;

/// <summary>Reads durations in the three forms that Backstage takes: <c>{ minutes: 5, seconds: 30 }</c>, <c>"30m"</c> or <c>"2 hours"</c>, and ISO 8601 <c>PT5M</c>.</summary>
internal static partial class Durations
{
    private static readonly (string Name, TimeSpan Length)[] Fields =
    [
        ("years", TimeSpan.FromDays(365)), ("months", TimeSpan.FromDays(30)), ("weeks", TimeSpan.FromDays(7)), ("days", TimeSpan.FromDays(1)),
        ("hours", TimeSpan.FromHours(1)), ("minutes", TimeSpan.FromMinutes(1)), ("seconds", TimeSpan.FromSeconds(1)),
        ("milliseconds", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>The duration at a key; null when it is missing or wrong, and then a problem was added.</summary>
    public static TimeSpan? Duration(this ConfigSection section, string key)
    {
        if (section.IsSection(key))
        {
            return FromFields(section, key);
        }

        if (section.Text(key) is not { } text)
        {
            return null;
        }

        if (Parse(text) is { } duration)
        {
            return duration;
        }

        section.Reject(key, $"must be a duration such as 30m, PT30M or {{ minutes: 30 }}, not '{text}'");
        return null;
    }

    private static TimeSpan? FromFields(ConfigSection section, string key)
    {
        var inner = section.Section(key)!;
        var total = TimeSpan.Zero;
        foreach (var (name, length) in Fields)
        {
            total += length * (inner.Number(name) ?? 0);
        }

        if (inner.Unknown().FirstOrDefault() is { } unknown)
        {
            section.Reject(key, $"holds '{unknown}', which is no unit of time");
            return null;
        }

        return total;
    }

    private static TimeSpan? Parse(string text)
    {
        if (text.StartsWith('P'))
        {
            try
            {
                return XmlConvert.ToTimeSpan(text);
            }
            catch (FormatException)
            {
                return null;
            }
        }

        var match = NumberAndUnit().Match(text.Trim().ToLowerInvariant());
        if (!match.Success)
        {
            return null;
        }

        var unit = match.Groups[2].Value switch
        {
            "" or "ms" or "msec" or "msecs" or "millisecond" or "milliseconds" => TimeSpan.FromMilliseconds(1),
            "s" or "sec" or "secs" or "second" or "seconds" => TimeSpan.FromSeconds(1),
            "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.FromMinutes(1),
            "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.FromHours(1),
            "d" or "day" or "days" => TimeSpan.FromDays(1),
            "w" or "week" or "weeks" => TimeSpan.FromDays(7),
            "y" or "yr" or "yrs" or "year" or "years" => TimeSpan.FromDays(365.25),
            _ => TimeSpan.Zero,
        };
        return unit == TimeSpan.Zero ? null : unit * double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*([a-z]*)$")]
    private static partial Regex NumberAndUnit();
}
