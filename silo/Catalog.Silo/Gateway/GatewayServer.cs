using Catalog.Client.Orleans;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Catalog.Silo.Gateway;

/// <summary>The web server, with a second way in: requests that come over Orleans go through the same application.</summary>
internal sealed class GatewayServer(IServer web) : IServer
{
    private Func<IFeatureCollection, Task>? _process;

    /// <inheritdoc/>
    public IFeatureCollection Features => web.Features;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        _process = features => ProcessAsync(application, features);
        return web.StartAsync(application, cancellationToken);
    }

    /// <summary>Answers a request.</summary>
    public async Task<GatewayAnswer> SendAsync(GatewayRequest request, CancellationToken cancellationToken)
    {
        if (_process is not { } process) return new GatewayAnswer(StatusCodes.Status503ServiceUnavailable, [], default);
        var body = new MemoryStream();
        var features = GatewayFeatures.Of(request, body, cancellationToken);
        await process(features);
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        return new GatewayAnswer(
            response.StatusCode, [.. response.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value.ToString()))], body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => web.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => web.Dispose();

    private static async Task ProcessAsync<TContext>(IHttpApplication<TContext> application, IFeatureCollection features) where TContext : notnull
    {
        var context = application.CreateContext(features);
        Exception? failure = null;
        try
        {
            await application.ProcessRequestAsync(context);
            await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            application.DisposeContext(context, failure);
        }
    }
}
