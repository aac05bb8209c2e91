using Catalog.Sources.Files;

namespace Catalog.Sources.Watching;

/// <summary>One watched path or glob, with the fingerprint it had when last looked at.</summary>
internal sealed class WatchedTarget
{
    private readonly FileTarget _target;
    private readonly int _maxFiles;
    private string _fingerprint;

    public WatchedTarget(FileTarget target, int maxFiles)
    {
        (_target, _maxFiles) = (target, maxFiles);
        _fingerprint = Look(CancellationToken.None);
    }

    /// <summary>The nearest folder that exists and holds all matches.</summary>
    public WatchedFolder Scope
    {
        get
        {
            var (folder, deep) = _target.Scope();
            return Directory.Exists(folder) ? WatchedFolder.Of(folder, deep) : WatchedFolder.Of(NearestAbove(folder), false);
        }
    }

    /// <summary>Looks; the new fingerprint when it is not the last accepted one, else null.</summary>
    public string? Change(CancellationToken cancellationToken) => Look(cancellationToken) is var now && now != _fingerprint ? now : null;

    /// <summary>The change has been told.</summary>
    public void Accept(string fingerprint) => _fingerprint = fingerprint;

    private string Look(CancellationToken cancellationToken)
    {
        try
        {
            return FileFingerprint.Of(_target.Files(cancellationToken).Take(_maxFiles).Order(StringComparer.Ordinal)).Fingerprint;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }

    private static string NearestAbove(string folder)
    {
        while (Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
            if (Directory.Exists(folder))
            {
                break;
            }
        }

        return folder;
    }
}
