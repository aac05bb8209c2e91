using System.Text.Json;
using Catalog.Grains.Providers;
using Catalog.Http.Answers;
using Catalog.Model;

namespace Catalog.Http.Push;

/// <summary>What a bulk push did, with each bad line by number and reason.</summary>
internal sealed class PushReport
{
    private const int MaxListed = 1_000;
    private readonly List<(int Line, EntityRef Ref, Problem Reason)> _rejected = [];
    private int _lines;
    private int _changed;
    private int _removed;
    private int _refused;
    private long _sequence;

    /// <summary>Counts a line that was read.</summary>
    public void Read() => _lines++;

    /// <summary>Notes a line that was refused.</summary>
    public void Reject(int line, EntityRef entity, Problem reason)
    {
        _refused++;
        if (_rejected.Count < MaxListed)
        {
            _rejected.Add((line, entity, reason));
        }
    }

    /// <summary>Adds what a mutation did; its entities stood on these lines.</summary>
    public void Add(MutationResult result, IReadOnlyList<int> lines)
    {
        _changed += result.Changed;
        _removed += result.Removed;
        _sequence = Math.Max(_sequence, result.Sequence);
        foreach (var rejected in result.Rejected)
        {
            Reject(lines[rejected.Number - 1], rejected.Ref, rejected.Reason);
        }
    }

    /// <summary>The report as an answer.</summary>
    public JsonAnswer Answer() => JsonAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("lines", _lines);
        json.WriteNumber("changed", _changed);
        json.WriteNumber("removed", _removed);
        json.WriteNumber("rejected", _refused);
        json.WriteStartArray("rejections");
        foreach (var (line, entity, reason) in _rejected.OrderBy(r => r.Line))
        {
            Write(json, line, entity, reason);
        }

        json.WriteEndArray();
        json.WriteNumber("sequence", _sequence);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, int line, EntityRef entity, Problem reason)
    {
        json.WriteStartObject();
        json.WriteNumber("line", line);
        if (!entity.IsDefault)
        {
            json.WriteString("entityRef", entity.ToString());
        }

        json.WriteString("message", reason.Message);
        if (reason.Path is not null)
        {
            json.WriteString("path", reason.Path);
        }

        json.WriteEndObject();
    }
}
