using Catalog.Testing.Disks;

namespace Catalog.Storage.Tests.Sqlite;

/// <summary>Small disks for tests, which are skipped where there can be none.</summary>
internal static class SmallDisks
{
    public static SmallDisk MountOrSkip(string path, int megabytes)
    {
        Assert.SkipUnless(SmallDisk.TryMount(path, megabytes, out var disk, out var whyNot), whyNot ?? "");
        return disk!;
    }
}
