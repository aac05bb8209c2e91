using System.Diagnostics;
using System.Text;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Sources.Files;
using Catalog.Testing.Time;

namespace Catalog.Sources.Tests.Files;

public sealed class FileLocationReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _later = new(DateTimeOffset.UtcNow.AddHours(1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_read_as_it_is()
    {
        var path = _folder.Write("catalog-info.yaml", "kind: Component\n");

        var content = await Read(path);

        Assert.Equal(LocationStatus.Found, content.Status);
        var file = Assert.Single(content.Files);
        Assert.Equal(path, file.Target);
        Assert.Equal("kind: Component\n", Encoding.UTF8.GetString(file.Content.Span));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_handed_on()
    {
        var path = _folder.File("latin1.yaml");
        File.WriteAllBytes(path, [0x6b, 0xe9, 0xff, 0xfe]);

        Assert.Equal([0x6b, 0xe9, 0xff, 0xfe], (await Read(path)).Files[0].Content.ToArray());
    }

    [Fact]
    public async Task A_missing_file_is_not_found()
    {
        var content = await Read(_folder.File("no/such.yaml"));

        Assert.Equal(LocationStatus.NotFound, content.Status);
        Assert.Equal("NotFoundError", content.Problem!.Name);
        Assert.Equal($"file {_folder.File("no/such.yaml")} does not exist", content.Problem.Message);
    }

    [Fact]
    public async Task A_glob_without_matches_is_not_found() =>
        Assert.Equal(LocationStatus.NotFound, (await Read(_folder.File("*.yaml"))).Status);

    [Fact]
    public async Task A_directory_is_refused_with_advice()
    {
        var content = await Read(_folder.Path);

        Assert.Equal(LocationStatus.Failed, content.Status);
        Assert.Contains("is a directory; name a file in it, or a glob such as", content.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_50_megabytes_is_refused_without_reading_it()
    {
        var path = _folder.File("huge.yaml");
        using (var file = File.Create(path))
        {
            file.SetLength(50 * 1024 * 1024);
        }

        var content = await Read(path);

        Assert.Equal(LocationStatus.Failed, content.Status);
        Assert.Equal($"file {path} could not be read, it has more than 10,485,760 bytes, the limit", content.Problem!.Message);
    }

    [Fact]
    public async Task A_file_without_length_is_read_up_to_the_limit()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero here");

        Assert.Contains("more than 1,000 bytes", (await Read("/dev/zero", options: new() { MaxBytes = 1000 })).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_runs_into_the_time_limit()
    {
        var pipe = _folder.File("pipe.yaml");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes are made with mkfifo");
        using (var mkfifo = Process.Start("mkfifo", pipe))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var content = await new FileLocationReader(new() { TimeLimit = TimeSpan.FromMilliseconds(50) }, TimeProvider.System)
            .ReadAsync(new LocationRef("file", pipe), null, TestContext.Current.CancellationToken);

        Assert.Contains("took longer than 0.05 seconds", content.Problem!.Message, StringComparison.Ordinal);
        using var release = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);
    }

    [Fact]
    public async Task A_relative_path_is_refused() =>
        Assert.Contains("must be absolute", (await Read("catalog-info.yaml")).Problem!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_unchanged_file_is_not_modified()
    {
        var path = _folder.Write("a.yaml");

        var again = await Read(path, (await Read(path)).ETag);

        Assert.Equal(LocationStatus.NotModified, again.Status);
        Assert.Empty(again.Files);
        Assert.Equal(LocationStatus.NotModified, (await Read(path, again.ETag)).Status);
    }

    [Fact]
    public async Task A_file_whose_size_and_old_times_are_as_before_is_not_read_again()
    {
        var path = _folder.Write("a.yaml", "one");
        var first = await Read(path);
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, time);

        Assert.Equal(LocationStatus.NotModified, (await Read(path, first.ETag)).Status);
    }

    [Fact]
    public async Task A_touched_file_with_the_same_bytes_is_not_modified()
    {
        var path = _folder.Write("a.yaml");
        var first = await Read(path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-5));

        Assert.Equal(LocationStatus.NotModified, (await Read(path, first.ETag)).Status);
    }

    [Fact]
    public async Task A_change_that_keeps_size_and_time_is_seen_when_it_comes_right_after_the_read()
    {
        var path = _folder.Write("a.yaml", "one");
        var first = await Read(path, clock: TimeProvider.System);
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, time);

        Assert.Equal(LocationStatus.Found, (await Read(path, first.ETag, clock: TimeProvider.System)).Status);
    }

    [Fact]
    public async Task A_link_that_is_pointed_elsewhere_counts_as_changed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need privileges on Windows");
        _folder.Write("v1/a.yaml", "one");
        _folder.Write("v2/a.yaml", "second");
        Directory.CreateSymbolicLink(_folder.File("..data"), "v1");
        File.CreateSymbolicLink(_folder.File("a.yaml"), "..data/a.yaml");
        var first = await Read(_folder.File("a.yaml"));
        Directory.Delete(_folder.File("..data"));
        Directory.CreateSymbolicLink(_folder.File("..data"), "v2");

        var second = await Read(_folder.File("a.yaml"), first.ETag);

        Assert.Equal("second", Encoding.UTF8.GetString(second.Files[0].Content.Span));
    }

    [Fact]
    public async Task A_glob_gives_its_files_in_order_and_notices_a_new_one()
    {
        _folder.Write("b.yaml");
        _folder.Write("a.yaml");
        var first = await Read(_folder.File("*.yaml"));
        _folder.Write("c.yaml");

        var second = await Read(_folder.File("*.yaml"), first.ETag);

        Assert.Equal(["a.yaml", "b.yaml"], first.Files.Select(f => Path.GetFileName(f.Target)));
        Assert.Equal(["a.yaml", "b.yaml", "c.yaml"], second.Files.Select(f => Path.GetFileName(f.Target)));
    }

    [Fact]
    public async Task A_glob_with_too_many_matches_is_refused()
    {
        _folder.Write("a.yaml");
        _folder.Write("b.yaml");

        Assert.Contains("more than 1 files", (await Read(_folder.File("*"), options: new() { MaxFiles = 1 })).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_glob_with_too_much_content_is_refused()
    {
        _folder.Write("a.yaml", "123456");
        _folder.Write("b.yaml", "123456");

        var content = await Read(_folder.File("*"), options: new() { MaxTotalBytes = 10 });

        Assert.Contains("more than 10 bytes together", content.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_no_problem_of_the_file() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new FileLocationReader(new(), _later)
            .ReadAsync(new LocationRef("file", _folder.Write("a.yaml")), null, new CancellationToken(canceled: true)).AsTask());

    private async Task<LocationContent> Read(string path, string? etag = null, FileReaderOptions? options = null, TimeProvider? clock = null) =>
        await new FileLocationReader(options ?? new(), clock ?? _later).ReadAsync(new LocationRef("file", path), etag, TestContext.Current.CancellationToken);
}
