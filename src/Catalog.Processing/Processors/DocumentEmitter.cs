using Catalog.Model;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Processors;

/// <summary>Turns the files of a location into children: parses them, checks that each document is an entity at all, says where it comes from.</summary>
internal sealed class DocumentEmitter(EntityModel model, ParseLimits limits)
{
    /// <summary>Emits the documents of the files; problems go to the context.</summary>
    /// <returns>What was emitted, by file.</returns>
    public IReadOnlyList<ReadFile> Emit(LocationRef location, IReadOnlyList<LocationFile> files, ProcessorContext context)
    {
        var emitted = new List<ReadFile>(files.Count);
        foreach (var file in files)
        {
            var at = new LocationRef(location.Type, file.Target);
            if (file.Target != location.Target)
            {
                context.RefreshKey(at.ToString());
            }

            emitted.Add(new ReadFile(file.Target, EmitFile(at, file, isOneOfMany: file.Target != location.Target, context)));
        }

        return emitted;
    }

    private List<string> EmitFile(LocationRef at, LocationFile file, bool isOneOfMany, ProcessorContext context)
    {
        var refs = new List<string>();
        var layout = new EntityLayout();
        var locationKey = at.ToString();
        var front = new FrontAnnotations(null, null, locationKey, context.Origin.ToString(), null, null, null);
        foreach (var document in CatalogFile.Parse(file.Content, file.Target, limits))
        {
            if (document.Body is null)
            {
                foreach (var problem in document.Problems)
                {
                    context.Error(problem with { Name = "Error" });
                }
            }
            else if (EntityHead.Check(document.Body, layout, document.Origin, out var child) is { } problem)
            {
                context.Error(problem with { Position = document.Locate([problem]).Find(problem.Path) });
            }
            else if (child != context.Entity)
            {
                var body = EntityShaper.Locate(document.Body, layout, front);
                context.Emit(new EmittedEntity(child, body, locationKey, OriginOf(document)) { IsLocated = true });
                refs.Add(child.ToString());
            }
            else if (!isOneOfMany)
            {
                context.Error(new Problem($"The Location {child} names the file that it stands in itself", null, document.Origin.Find("/spec")));
            }
        }

        return refs;
    }

    // An entity that will not pass its own check keeps where its faults are; a good one costs nothing.
    private EntityOrigin OriginOf(ParsedDocument document)
    {
        var problems = (Problem[])[.. model.ValidateEnvelope(document.Body!), .. model.ValidateKind(document.Body!)];
        return problems.Length == 0 ? document.Origin : document.Locate(problems);
    }
}
