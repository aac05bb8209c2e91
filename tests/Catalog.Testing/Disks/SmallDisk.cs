using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Catalog.Testing.Disks;

/// <summary>A file system in memory that is soon full, or read-only. Mounting takes root on Linux.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    /// <summary>Mounts a disk; where that cannot be done, says why.</summary>
    /// <param name="path">The folder to mount it on; made when missing.</param>
    /// <param name="megabytes">Its size.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="whyNot">Why there is none, for a test to be skipped with.</param>
    public static bool TryMount(string path, int megabytes, [NotNullWhen(true)] out SmallDisk? disk, [NotNullWhen(false)] out string? whyNot)
    {
        Directory.CreateDirectory(path);
        whyNot = !OperatingSystem.IsLinux() ? "a small disk can only be mounted on Linux"
            : !Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) ? "mounting a small disk takes root"
            : null;
        disk = whyNot is null ? new SmallDisk(path) : null;
        return whyNot is null;
    }

    /// <summary>The path of a file on it.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Fills it to the last byte.</summary>
    public void Fill(string name)
    {
        var block = new byte[4096];
        using var file = new FileStream(File(name), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    /// <summary>Makes it larger or smaller.</summary>
    public void Resize(int megabytes) => Require("mount", "-o", $"remount,size={megabytes}m", _path);

    /// <summary>Takes away or gives back the right to write on it.</summary>
    public void SetReadOnly(bool readOnly) => Require("mount", "-o", readOnly ? "remount,ro" : "remount,rw", _path);

    /// <summary>Unmounts it.</summary>
    public void Dispose() => Run("umount", "-l", _path);

    private static void Require(string command, params string[] arguments)
    {
        if (!Run(command, arguments))
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed");
        }
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
