using Catalog.Grains;
using Catalog.Grains.Entities;
using Catalog.Grains.Hosting;
using Catalog.Grains.Tests.Support;

namespace Catalog.Orleans.Tests.Support;

/// <summary>Tells an entity something on a silo of the test's choice, whoever else has it.</summary>
internal static class Duplicate
{
    public static async Task HoldAsync(CatalogEngine engine, string name, string source, CancellationToken cancellationToken)
    {
        var body = Entity.Body(name, "1");
        var submit = new EntityMessage.Submit(SourceKey.OfProvider(source), body, null, BodyHash.Of(null, body.Utf8.Span));
        while (true)
        {
            if ((await TellAsync(engine, name, submit, cancellationToken)).Failure is null) return;
        }
    }

    public static async Task<TurnAnswer> TellAsync(CatalogEngine engine, string name, EntityMessage message, CancellationToken cancellationToken, long? token = null)
    {
        var answer = new Awaited();
        engine.Host.Live.Post(Entity.Ref(name), new Envelope(message, answer, Token: token));
        return await answer.Task.WaitAsync(cancellationToken);
    }

    private sealed class Awaited : TaskCompletionSource<TurnAnswer>, IReceiver
    {
        public void Answered(int tag, TurnAnswer answer) => TrySetResult(answer);
    }
}
