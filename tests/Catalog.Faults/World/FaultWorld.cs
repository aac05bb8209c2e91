using System.Net;
using Catalog.Model;
using Catalog.Testing.Http;

namespace Catalog.Faults.World;

/// <summary>What steps are played on: a catalog that is asked over HTTP, and the web server whose files it reads.</summary>
/// <param name="files">The files that locations point to.</param>
public abstract class FaultWorld(StaticFileServer files) : IAsyncDisposable
{
    /// <summary>The files that locations point to.</summary>
    public StaticFileServer Files => files;

    /// <summary>A running server; where there are several, now this one and now that.</summary>
    public abstract CatalogApi Api { get; }

    /// <summary>What the servers printed.</summary>
    public abstract string Output { get; }

    /// <summary>The Location entity that stands for a file.</summary>
    public string LocationOf(string file) => $"location:default/{new LocationRef("url", files.Url(file)).GeneratedName}";

    /// <summary>Waits until nothing is left to do.</summary>
    public virtual Task SettledAsync() => Api.SettledAsync();

    /// <summary>Whether a failure passes by itself, so that the step is to be played again.</summary>
    public virtual bool IsPassing(Exception failure) => false;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Whether a failure is what a server shows that dies, or that has lost its leader or its database.</summary>
    protected static bool IsOutage(Exception failure) =>
        failure is HttpRequestException or IOException or TaskCanceledException or UnwantedAnswerException { Status: HttpStatusCode.ServiceUnavailable };

    /// <summary>The configuration that all servers have.</summary>
    protected string Config(bool keepOrphans, string database = "") => $$"""
        backend: { reading: { allow: [ { host: '{{files.Host}}' } ] }{{database}} }
        catalog:
          orphanStrategy: {{(keepOrphans ? "keep" : "delete")}}
          index: { checkpointFrom: 1 }
          rules: [ { allow: [ API, Component, Group, Location, Resource, System ] } ]
        """;
}
