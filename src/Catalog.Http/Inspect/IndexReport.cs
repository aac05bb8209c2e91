using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Entities;
using Catalog.Http.Requests;

namespace Catalog.Http.Inspect;

/// <summary>What the query index does and holds, for people who wonder about time or memory.</summary>
internal static class IndexReport
{
    private static readonly string[] Generations = ["generation 0", "generation 1", "generation 2", "large objects", "pinned objects"];

    /// <summary>How a question for a list is answered.</summary>
    public static Answer Explain(CatalogRequest request, (ListRequest? List, ErrorAnswer? Wrong) read)
    {
        if (read.List is not { } list)
        {
            return read.Wrong!;
        }

        var plan = request.Snapshot.Explain(list.Query, list.Page);
        var start = request.Services.Time.GetTimestamp();
        request.Snapshot.Find(list.Query, list.Page);
        var took = request.Services.Time.GetElapsedTime(start);
        return JsonAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("condition", plan.Condition);
            json.WriteNumber("matches", plan.Matches);
            json.WriteString("strategy", plan.Strategy);
            json.WriteStartObject("estimates");
            json.WriteNumber("walk", Milliseconds(plan.WalkCost));
            json.WriteNumber("sort", Milliseconds(plan.SortCost));
            json.WriteEndObject();
            json.WriteNumber("milliseconds", Math.Round(took.TotalMilliseconds, 3));
            json.WriteEndObject();
        });
    }

    /// <summary>What holds the memory.</summary>
    public static Answer Memory(CatalogRequest request)
    {
        var parts = request.Services.Index.Memory();
        var collector = GC.GetGCMemoryInfo(GCKind.Any);
        return JsonAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("resident", Environment.WorkingSet);
            json.WriteNumber("managed", GC.GetTotalMemory(forceFullCollection: false));
            json.WriteNumber("committed", collector.TotalCommittedBytes);
            json.WriteNumber("index", parts.Sum(part => part.Bytes));
            json.WriteStartArray("parts");
            foreach (var part in parts)
            {
                json.WriteStartObject();
                json.WriteString("what", part.What);
                json.WriteNumber("bytes", part.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Write(json, collector);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, GCMemoryInfo collector)
    {
        json.WriteStartArray("generations");
        foreach (var (what, generation) in Generations.Zip(collector.GenerationInfo.ToArray()))
        {
            json.WriteStartObject();
            json.WriteString("what", what);
            json.WriteNumber("bytes", generation.SizeAfterBytes);
            json.WriteNumber("free", generation.FragmentationAfterBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static double Milliseconds(double nanoseconds) => Math.Round(nanoseconds / 1e6, 3);
}
