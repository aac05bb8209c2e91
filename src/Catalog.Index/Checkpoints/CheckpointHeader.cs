namespace Catalog.Index.Checkpoints;

/// <summary>What stands at the beginning of a checkpoint.</summary>
/// <param name="Build">The build of the index that wrote it; another one may read entities differently.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Sequence">The sequence number that it reflects.</param>
internal readonly record struct CheckpointHeader(Guid Build, Guid Name, long Sequence)
{
    private const long Magic = 0x31_58_44_49_54_41_43; // "CATIDX1"

    private static Guid ThisBuild => typeof(CheckpointHeader).Module.ModuleVersionId;

    /// <summary>The header of what this program writes now.</summary>
    public static CheckpointHeader Of(Guid name, long sequence) => new(ThisBuild, name, sequence);

    /// <summary>Writes it.</summary>
    public void Write(CheckpointWriter output)
    {
        output.Write(Magic);
        output.Write(this);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">What follows is no checkpoint, or not one of this program, or has another name.</exception>
    public static CheckpointHeader Read(CheckpointReader input, Guid name)
    {
        if (input.Read<long>() != Magic)
        {
            throw new InvalidDataException("It is no checkpoint.");
        }

        var header = input.Read<CheckpointHeader>();
        if (header.Build != ThisBuild)
        {
            throw new InvalidDataException("Another version of the program has written it.");
        }

        if (header.Name != name)
        {
            throw new InvalidDataException("It belongs to another state of the database.");
        }

        return header;
    }
}
