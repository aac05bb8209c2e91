using Catalog.Model;

namespace Catalog.Silo.Clustering;

/// <summary>A way for silos to find each other that this program's packages do not have; another program adds it.</summary>
internal interface IMembership
{
    /// <summary>What <c>CATALOG_CLUSTERING</c> is set to for it.</summary>
    string Name { get; }

    /// <summary>Its own variables, for people; lines like those of <see cref="Configuration.SiloSettings.Help"/>.</summary>
    string Help { get; }

    /// <summary>What tells a silo where to look; what is wrong with the variables is added to the problems.</summary>
    Action<ISiloBuilder> Read(Func<string, string?> variable, ICollection<Problem> problems);
}
