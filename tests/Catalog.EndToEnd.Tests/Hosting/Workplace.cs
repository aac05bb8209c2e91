using System.Text;

namespace Catalog.EndToEnd.Tests.Hosting;

/// <summary>A temporary folder for one test: catalog files, and the data file of the server that reads them.</summary>
internal sealed class Workplace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("catalog-e2e-").FullName;

    public string Data => Path.Combine(Folder, "data", "catalog.db");

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
