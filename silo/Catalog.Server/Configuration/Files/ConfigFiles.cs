using System.Security;
using Catalog.Model;

namespace Catalog.Server.Configuration.Files;

/// <summary>Loads configuration files into one tree: each file is expanded, then laid over those before it, then the environment over all.</summary>
internal static class ConfigFiles
{
    /// <summary>The merged configuration; what could not be read is left out and told as a problem.</summary>
    /// <param name="paths">The files; later ones win.</param>
    /// <param name="environment">What variables come from.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static ConfigMap Load(IEnumerable<string> paths, ConfigEnvironment environment, ICollection<Problem> problems)
    {
        var merged = new ConfigMap([], new SourcePosition("configuration", 1, 1, 1));
        var expansion = new ConfigExpansion(environment, problems);
        foreach (var path in paths.Select(Path.GetFullPath))
        {
            if (Read(path, problems) is { } root && expansion.Expand(root, "", Path.GetDirectoryName(path)!) is ConfigMap map)
            {
                merged = merged.OverlaidWith(map);
            }
        }

        return merged.OverlaidWith(environment.Overrides(problems));
    }

    private static ConfigMap? Read(string path, ICollection<Problem> problems)
    {
        var start = new SourcePosition(path, 1, 1, 1);
        try
        {
            var before = problems.Count;
            var root = ConfigYaml.Parse(File.ReadAllText(path), path, problems);
            if (root is not ConfigMap && problems.Count == before && root is not null)
            {
                problems.Add(new Problem("a configuration file must hold an object at its root", null, start));
            }

            return root as ConfigMap;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            problems.Add(new Problem($"cannot read the configuration file: {e.Message}", null, start));
            return null;
        }
    }
}
