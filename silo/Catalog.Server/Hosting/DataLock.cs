namespace Catalog.Server.Hosting;

/// <summary>Keeps a second server off the same data file. Held by the operating system, so a crash lets go of it.</summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream _file;

    private DataLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, making the folder where it is missing.</summary>
    /// <exception cref="StartException">Another server has it, or the folder cannot be written.</exception>
    public static DataLock Take(string dataFile)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(dataFile)!);
            var file = new FileStream(dataFile + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            file.Flush();
            return new DataLock(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartException($"The data file {dataFile} cannot be written: {e.Message}");
        }
        catch (IOException e)
        {
            throw new StartException(File.Exists(dataFile + ".lock")
                ? $"Another server is using the data file {dataFile}. Stop it, or give this one a file of its own with --data."
                : $"The data file {dataFile} cannot be written: {e.Message}");
        }
    }

    /// <summary>Lets go of the data file.</summary>
    public void Dispose() => _file.Dispose();
}
