using System.Security.Cryptography;
using System.Text;

namespace Catalog.Sources.Files;

/// <summary>Tells whether files may have changed without reading them: by path, size, and times of birth and last change.</summary>
internal static class FileFingerprint
{
    /// <summary>The fingerprint of some files, in this order, and the time of the latest change among them. Files that are gone count as absent.</summary>
    public static (string Fingerprint, DateTime Latest) Of(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var latest = DateTime.MinValue;
        Span<byte> numbers = stackalloc byte[3 * sizeof(long)];
        foreach (var file in files)
        {
            var info = Resolve(new FileInfo(file));
            if (!info.Exists)
            {
                continue;
            }

            hash.AppendData(Encoding.UTF8.GetBytes(file));
            BitConverter.TryWriteBytes(numbers, info.Length);
            BitConverter.TryWriteBytes(numbers[8..], info.LastWriteTimeUtc.Ticks);
            BitConverter.TryWriteBytes(numbers[16..], info.CreationTimeUtc.Ticks);
            hash.AppendData(numbers);
            latest = info.LastWriteTimeUtc > latest ? info.LastWriteTimeUtc : latest;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)), latest);
    }

    // A link's own times say nothing of the file behind it (a mounted Kubernetes ConfigMap is made of links).
    private static FileInfo Resolve(FileInfo info) =>
        info.Exists && (info.Attributes & FileAttributes.ReparsePoint) != 0 && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : info;
}
