using Catalog.Http.Answers;
using Catalog.Http.Entities;
using Catalog.Http.Requests;

namespace Catalog.Http.Inspect;

/// <summary>What the query index does and holds, for people who wonder about time or memory.</summary>
internal static class IndexReport
{
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
        return JsonAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("resident", Environment.WorkingSet);
            json.WriteNumber("managed", GC.GetTotalMemory(forceFullCollection: false));
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
            json.WriteEndObject();
        });
    }

    private static double Milliseconds(double nanoseconds) => Math.Round(nanoseconds / 1e6, 3);
}
