using System.Text.Json;
using Catalog.Model;
using Catalog.Processing.Placeholders;
using Catalog.Processing.Processors;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Running;

/// <summary>One entity on its way through the pipeline. The order of the steps is Backstage's; an error ends the run after the step it is found in.</summary>
internal sealed class ProcessingRun(PipelinePlan plan, HookRunner hooks, ProcessingOptions options, EntityModel model, ProcessingRequest request)
{
    private readonly EntityLayout _layout = LayoutPool.Take();
    private EntityBody _body = request.Body;
    private bool _layoutIsOld;
    private ProcessorContext _context = null!;

    public async ValueTask<ProcessingOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Open() is { } problem)
            {
                return Failed([problem]);
            }

            if (await PreProcessAsync(cancellationToken) && await ValidateAsync(cancellationToken) && await ReadAsync(cancellationToken))
            {
                await PostProcessAsync(cancellationToken);
            }

            var outcome = Builder.Build(_body, _context);
            _context.Close();
            return outcome;
        }
        catch (Exception e) when (e is JsonException || (e is InvalidOperationException && e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true))
        {
            return Failed([new Problem($"The entity is not well-formed JSON: {e.Message}")]);
        }
        finally
        {
            LayoutPool.Return(_layout);
        }
    }

    private Problem? Open()
    {
        if (CheckHead() is { } broken)
        {
            return broken;
        }

        if (EntityLocation.Read(request.Ref, "backstage.io/managed-by-location", _layout.Location, out var location) is { } noLocation)
        {
            return noLocation;
        }

        if (EntityLocation.Read(request.Ref, "backstage.io/managed-by-origin-location", _layout.Origin, out var origin) is { } noOrigin)
        {
            return noOrigin;
        }

        _context = new ProcessorContext(request.Ref, location, origin, new ProcessorCache(request.Cache), request.Origin)
        {
            ReadAgain = request.ReadAgain,
            Forced = request.Forced,
            InputFingerprint = IsLocation ? plan.Fingerprint(request.Body) : "",
        };
        return null;
    }

    private bool IsLocation => _layout.Kind == "Location";

    private Problem? CheckHead()
    {
        if (EntityHead.Check(_body, _layout, request.Origin, out var identity) is { } broken)
        {
            return broken;
        }

        _body = EntityShaper.Plain(_body, _layout);
        _layoutIsOld = false;
        return identity == request.Ref
            ? null
            : new Problem($"The entity kind, namespace, or name changed during processing: {request.Ref} became {identity}") { Name = "ConflictError" };
    }

    private async ValueTask<bool> PreProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var step in plan.Pre)
        {
            if (step.Hook is PlaceholderProcessor && !PlaceholderScan.MayHave(_body.Utf8.Span))
            {
                continue;
            }

            if (step.Hook is { } processor)
            {
                var (ok, body) = await hooks.RunAsync(
                    processor, "preprocessing", _body, static (p, s, c, t) => p.PreProcessAsync(s, c, t), _context, cancellationToken);
                if (!ok || _context.Errors.Count > 0)
                {
                    return false;
                }

                Replace(body);
            }
            else if (!Shape(step.Shape))
            {
                return false;
            }
        }

        return true;
    }

    private bool Shape(ShapeFlags flags)
    {
        if (_layoutIsOld && CheckHead() is { } problem)
        {
            _context.Error(problem);
            return false;
        }

        var annotations = LocationAnnotations.Of(flags, _layout.Kind, _context.Location, _context.Origin, options.Integrations);
        Replace(EntityShaper.Shape(_body, _layout, flags, annotations));
        return true;
    }

    private void Replace(EntityBody body)
    {
        _layoutIsOld |= !ReferenceEquals(body, _body);
        _body = body;
    }

    private async ValueTask<bool> ValidateAsync(CancellationToken cancellationToken)
    {
        foreach (var problem in model.ValidateEnvelope(_body))
        {
            _context.Error(problem);
        }

        var recognised = false;
        foreach (var processor in plan.Validate)
        {
            var (ok, valid) = await hooks.RunAsync(
                processor, $"validating the entity {request.Ref}", _body, static (p, s, c, t) => p.ValidateKindAsync(s, c, t), _context, cancellationToken);
            if (!ok)
            {
                return false;
            }

            recognised |= valid;
        }

        if (!recognised && _context.Errors.Count == 0)
        {
            NameUnknownKind();
        }

        return _context.Errors.Count == 0;
    }

    private void NameUnknownKind()
    {
        foreach (var problem in model.ValidateKind(_body))
        {
            _context.Error(problem);
        }

        if (_context.Errors.Count == 0)
        {
            _context.Error(new Problem(
                $"No processor recognized the entity {request.Ref} as valid, possibly caused by a foreign kind or apiVersion", "/kind"));
        }
    }

    private ValueTask<bool> ReadAsync(CancellationToken cancellationToken) =>
        _body.Kind == "Location" ? new LocationStep(plan, hooks, options, _context).RunAsync(_body, cancellationToken) : new(true);

    private async ValueTask PostProcessAsync(CancellationToken cancellationToken)
    {
        var shaped = _body;
        foreach (var processor in plan.Post)
        {
            var (ok, body) = await hooks.RunAsync(
                processor, "postprocessing", _body, static (p, s, c, t) => p.PostProcessAsync(s, c, t), _context, cancellationToken);
            if (!ok)
            {
                return;
            }

            Replace(body);
        }

        if (!ReferenceEquals(shaped, _body))
        {
            Shape(ShapeFlags.RejectScripts);
        }
    }

    private ProcessingOutcome Failed(IReadOnlyList<Problem> problems) => Builder.Failed(problems, _context);

    private OutcomeBuilder Builder => new(plan, options, request, IsLocation);
}
