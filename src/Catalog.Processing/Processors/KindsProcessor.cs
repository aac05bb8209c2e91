using System.Text.Json;
using Catalog.Model;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Processors;

/// <summary>Knows the kinds of the entity model: sorts their lists, checks them, and emits the relations that their specs name.</summary>
internal sealed class KindsProcessor(EntityModel model) : IShapingProcessor
{
    public string Name => BuiltInNames.Kinds;

    public ShapeFlags Shape => ShapeFlags.SortLists;

    public ValueTask<bool> ValidateKindAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken)
    {
        var kind = model.Find(entity.Kind);
        var known = kind is not null && kind.Kind == entity.Kind && (kind.ApiVersions.Count == 0 || kind.ApiVersions.Contains(entity.ApiVersion));
        if (!known)
        {
            return new(false);
        }

        foreach (var problem in model.ValidateKind(entity))
        {
            context.Error(problem);
        }

        return new(true);
    }

    public ValueTask<EntityBody> PostProcessAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken)
    {
        if (entity.Spec is { } spec && model.Find(entity.Kind) is { RelationFields.Count: > 0 } kind)
        {
            foreach (var field in kind.RelationFields)
            {
                if (HasType(spec, field.SpecType) && TryFind(spec, field.Path, out var value))
                {
                    EmitAll(value, field, context);
                }
            }
        }

        return new(entity);
    }

    private static bool HasType(JsonElement spec, string? type) =>
        type is null || (spec.TryGetProperty("type"u8, out var own) && own.ValueKind == JsonValueKind.String && own.ValueEquals(type));

    private static bool TryFind(JsonElement spec, string path, out JsonElement value)
    {
        if (spec.TryGetProperty(path, out value))
        {
            return true;
        }

        value = spec;
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return false;
            }
        }

        return path.Contains('.');
    }

    private static void EmitAll(JsonElement value, RelationField field, ProcessorContext context)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                EmitOne(item, field, context);
            }
        }
        else
        {
            EmitOne(value, field, context);
        }
    }

    private static void EmitOne(JsonElement value, RelationField field, ProcessorContext context)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
        {
            return;
        }

        if (!EntityRef.TryParse(text, field.DefaultKind, context.Entity.Namespace.ToString(), out var target))
        {
            var form = field.DefaultKind is null ? "<kind>:[<namespace>/]<name>" : "[<kind>:][<namespace>/]<name>";
            context.Error(new Problem($"Entity reference \"{text}\" in spec.{field.Path} is not of the form {form}.", "/spec/" + field.Path.Replace('.', '/')));
            return;
        }

        context.Emit(new Relation(context.Entity, field.Outgoing, target));
        context.Emit(new Relation(target, field.Incoming, context.Entity));
    }
}
