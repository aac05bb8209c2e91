using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Processing.Processors;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Running;

/// <summary>Checks what a run emitted as children: identity, place, rules, number; drops repeats.</summary>
internal sealed class ChildCollector(ProcessingOptions options, ProcessorContext context)
{
    private readonly EntityLayout _layout = new();
    private readonly Dictionary<EntityRef, int> _byRef = [];
    private readonly List<EmittedEntity> _children = [];

    /// <summary>The children; what is wrong with them goes to the context.</summary>
    public ImmutableArray<EmittedEntity> Collect()
    {
        foreach (var emitted in context.Children)
        {
            if (emitted.Ref == context.Entity)
            {
                context.Error(new Problem($"The entity {emitted.Ref} was emitted as a child of itself"));
            }
            else if (Locate(emitted) is { } child && IsAllowed(child))
            {
                Add(child);
            }
        }

        if (_children.Count > options.MaxChildren)
        {
            context.Error(new Problem($"The entity emits {_children.Count:N0} entities; the limit is {options.MaxChildren:N0}"));
        }

        return [.. _children];
    }

    private void Add(EmittedEntity child)
    {
        if (_byRef.TryAdd(child.Ref, _children.Count))
        {
            _children.Add(child);
        }
        else
        {
            _children[_byRef[child.Ref]] = child;
        }
    }

    private EmittedEntity? Locate(EmittedEntity child)
    {
        if (child.LocationKey is null)
        {
            child = child with { LocationKey = context.Location.ToString() };
        }

        if (child.IsLocated || child.Body is null)
        {
            return child;
        }

        if (EntityHead.Check(child.Body, _layout, child.Origin, out var identity) is { } problem)
        {
            context.Error(problem);
            return null;
        }

        if (identity != child.Ref)
        {
            context.Error(new Problem($"An entity was emitted as {child.Ref} whose body is {identity}") { Name = "ConflictError" });
            return null;
        }

        var front = new FrontAnnotations(null, null, _layout.Location ?? context.Location.ToString(), context.Origin.ToString(), null, null, null);
        return child with { Body = EntityShaper.Locate(child.Body, _layout, front) };
    }

    // A child without a body was checked by the run that emitted its body: the rules are part of what a reader's memory depends on.
    private bool IsAllowed(EmittedEntity child)
    {
        if (child.Body is null || options.Rules.Allow(child.Ref.Kind, child.Body, context.Origin))
        {
            return true;
        }

        context.Error(new Problem(
            $"Entity {child.Ref} at {context.Location}, originated at {context.Origin}, is not of an allowed kind for that location", "/kind", child.Origin?.Find("/kind"))
        { Name = "NotAllowedError" });
        return false;
    }
}
