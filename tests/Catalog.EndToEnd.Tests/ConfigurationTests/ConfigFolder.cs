using Catalog.Model;
using Catalog.Server.Configuration.Files;
using Catalog.Server.Configuration.Settings;

namespace Catalog.EndToEnd.Tests.ConfigurationTests;

/// <summary>A temporary folder with configuration files in it.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("catalog-config-").FullName;

    public List<Problem> Problems { get; } = [];

    public Dictionary<string, string> Environment { get; } = [];

    public string Add(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Loads the files in the order given; everything that was added when none is.</summary>
    public ServerSettings Read(params string[] files) =>
        ServerSettings.Read(
            ConfigFiles.Load(files.Select(file => System.IO.Path.Combine(Path, file)), new ConfigEnvironment(Environment), Problems), Problems);

    public ServerSettings ReadText(string yaml)
    {
        Add("app-config.yaml", yaml);
        return Read("app-config.yaml");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
