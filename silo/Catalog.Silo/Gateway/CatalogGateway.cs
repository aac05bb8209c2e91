using Catalog.Client.Orleans;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Concurrency;

namespace Catalog.Silo.Gateway;

/// <summary>Has this silo's API answer what comes from clients of the cluster.</summary>
[StatelessWorker, Reentrant, GrainType("catalog-gateway")]
internal sealed class CatalogGateway(IServer server) : Grain, ICatalogGateway
{
    public Task<GatewayAnswer> SendAsync(GatewayRequest request, CancellationToken cancellationToken) => ((GatewayServer)server).SendAsync(request, cancellationToken);

    /// <summary>Opens the second way into the web server that the services have.</summary>
    public static void Open(IServiceCollection services)
    {
        var web = services.Last(service => service.ServiceType == typeof(IServer));
        services.Replace(ServiceDescriptor.Singleton<IServer>(provider => new GatewayServer((IServer)ActivatorUtilities.CreateInstance(provider, web.ImplementationType!))));
    }
}
