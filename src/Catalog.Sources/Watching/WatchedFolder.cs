namespace Catalog.Sources.Watching;

/// <summary>A folder to get events of.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Deep">Whether the folders below it count too.</param>
/// <param name="Born">Tells it from another one that took its place.</param>
internal readonly record struct WatchedFolder(string Path, bool Deep, DateTime Born)
{
    public static WatchedFolder Of(string path, bool deep) => new(path, deep, Directory.GetCreationTimeUtc(path));
}
