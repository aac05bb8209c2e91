using System.Diagnostics;

namespace Catalog.Storage.Tests.Sqlite;

/// <summary>A file system in memory that is soon full, or read-only. Mounting takes root on Linux; elsewhere the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    public static SmallDisk MountOrSkip(string path, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small disk can only be mounted on Linux");
        Directory.CreateDirectory(path);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path), "mounting a small disk takes root");
        return new SmallDisk(path);
    }

    public string File(string name) => Path.Combine(_path, name);

    public void Resize(int megabytes) => Assert.True(Run("mount", "-o", $"remount,size={megabytes}m", _path));

    public void SetReadOnly(bool readOnly) => Assert.True(Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", _path));

    public void Dispose() => Run("umount", "-l", _path);

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
