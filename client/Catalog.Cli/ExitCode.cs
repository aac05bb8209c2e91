namespace Catalog.Cli;

/// <summary>What the process says when it ends; scripts rely on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>Done, and all is well.</summary>
    Ok = 0,

    /// <summary>Done, and the answer is no: a file has problems, an entity is not there.</summary>
    No = 1,

    /// <summary>The command line makes no sense.</summary>
    Usage = 2,

    /// <summary>The catalog refused, or could not be reached.</summary>
    Failed = 3,

    /// <summary>Stopped by Ctrl-C.</summary>
    Stopped = 130,
}
