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
            return new DataLock(Sign(Open(dataFile)));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StartException($"The data file {dataFile} cannot be written: {e.Message}");
        }
    }

    private static FileStream Open(string dataFile)
    {
        var path = dataFile + ".lock";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new StartException($"Another server is using the data file {dataFile}. Stop it, or give this one a file of its own with --data.");
        }
    }

    /// <summary>Says in the file whose it is, for people.</summary>
    private static FileStream Sign(FileStream file)
    {
        try
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            file.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the data file.</summary>
    public void Dispose() => _file.Dispose();
}
