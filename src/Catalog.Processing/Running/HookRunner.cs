using Catalog.Model;
using Catalog.Processing.Processors;

namespace Catalog.Processing.Running;

/// <summary>Calls processors' hooks so that what they throw, and how long they take, harms the entity at hand only.</summary>
internal sealed class HookRunner(ProcessingOptions options)
{
    /// <summary>Calls a hook. What goes wrong is reported to the context, which is then closed to a hook that was given up.</summary>
    /// <returns>Whether the hook came to its end, and what it gave.</returns>
    public async ValueTask<(bool Ok, T Value)> RunAsync<TState, T>(
        ICatalogProcessor processor,
        string doing,
        TState state,
        Func<ICatalogProcessor, TState, ProcessorContext, CancellationToken, ValueTask<T>> hook,
        ProcessorContext context,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        context.Cache = context.Cache.For(processor.Name);
        try
        {
            // These compute and never wait.
            if (processor is IShapingProcessor)
            {
                return (true, await hook(processor, state, context, cancellationToken));
            }

            using var limit = new CancellationTokenSource(options.HookTimeLimit, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            var value = await hook(processor, state, context, either.Token).AsTask().WaitAsync(either.Token);
            return value is null ? throw new InvalidOperationException("it returned nothing") : (true, value);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            context.Error(new Problem($"Processor {processor.Name} took longer than {options.HookTimeLimit.TotalSeconds:0.###} s while {doing} and was given up"));
        }
        catch (Exception e)
        {
            context.Error(new Problem($"Processor {processor.Name} threw an error while {doing}; caused by {e.GetType().Name}: {FirstLine(e.Message)}"));
        }

        context.Close();
        return (false, default!);
    }

    private static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }
}
