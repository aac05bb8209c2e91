using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Index;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Http.Permissions;

/// <summary>What a permission backend asks a plugin: which permissions and rules it has, and whether conditions hold for its entities.</summary>
internal static class PermissionRoutes
{
    public static CatalogRoutes MapPermissions(this CatalogRoutes routes) => routes
        .Map("GetPermissionMetadata", Access.Caller, (_, _) => new(JsonAnswer.Of(WriteMetadata)))
        .Map("ApplyConditions", Access.Caller, (request, _) => new(Apply(request)));

    private static Answer Apply(CatalogRequest request)
    {
        var items = request.Body.GetProperty("items").EnumerateArray().ToList();
        var conditions = new List<Condition>(items.Count);
        foreach (var item in items)
        {
            if (item.GetProperty("resourceType").GetString() is var type && type != Permission.EntityResource)
            {
                return Answer.InputError($"Unexpected resource types: {type}.");
            }

            if (!PermissionCriteria.TryParse(item.GetProperty("conditions"), out var condition, out var wrong))
            {
                return Answer.InputError(wrong);
            }

            conditions.Add(condition);
        }

        if (items.Find(item => !IsRefs(item.GetProperty("resourceRef"))) is { ValueKind: JsonValueKind.Object })
        {
            return Answer.InputError("resourceRef must be a string or a list of strings");
        }

        return JsonAnswer.Of(json => WriteResults(json, request.Snapshot, items, conditions));
    }

    private static bool IsRefs(JsonElement reference) => reference.ValueKind == JsonValueKind.String
        || (reference.ValueKind == JsonValueKind.Array && reference.GetArrayLength() > 0 && reference.EnumerateArray().All(r => r.ValueKind == JsonValueKind.String));

    private static void WriteResults(Utf8JsonWriter json, IndexSnapshot snapshot, List<JsonElement> items, List<Condition> conditions)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        for (var i = 0; i < items.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("id", items[i].GetProperty("id").GetString());
            json.WritePropertyName("result");
            var reference = items[i].GetProperty("resourceRef");
            if (reference.ValueKind == JsonValueKind.String)
            {
                json.WriteStringValue(Result(snapshot, reference, conditions[i]));
            }
            else
            {
                json.WriteStartArray();
                foreach (var one in reference.EnumerateArray())
                {
                    json.WriteStringValue(Result(snapshot, one, conditions[i]));
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Result(IndexSnapshot snapshot, JsonElement reference, Condition condition) =>
        EntityRef.TryParseFull(reference.GetString(), out var entity) && snapshot.TryGet(entity, out var doc) && snapshot.Matches(doc, condition)
            ? "ALLOW"
            : "DENY";

    private static void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("permissions");
        foreach (var permission in Permission.All)
        {
            json.WriteStartObject();
            json.WriteString("type", permission.OnEntities ? "resource" : "basic");
            json.WriteString("name", permission.Name);
            json.WriteStartObject("attributes");
            if (permission.Action is not null)
            {
                json.WriteString("action", permission.Action);
            }

            json.WriteEndObject();
            if (permission.OnEntities)
            {
                json.WriteString("resourceType", Permission.EntityResource);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rules");
        foreach (var rule in EntityRule.All)
        {
            WriteRule(json, rule);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, EntityRule rule)
    {
        json.WriteStartObject();
        json.WriteString("name", rule.Name);
        json.WriteString("description", rule.Description);
        json.WriteString("resourceType", Permission.EntityResource);
        json.WriteStartObject("paramsSchema");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var parameter in rule.Parameters)
        {
            json.WriteStartObject(parameter.Name);
            json.WriteString("type", parameter.IsList ? "array" : "string");
            if (parameter.IsList)
            {
                json.WriteStartObject("items");
                json.WriteString("type", "string");
                json.WriteEndObject();
            }

            json.WriteString("description", parameter.Description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (var parameter in rule.Parameters.Where(p => p.Required))
        {
            json.WriteStringValue(parameter.Name);
        }

        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
        json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
