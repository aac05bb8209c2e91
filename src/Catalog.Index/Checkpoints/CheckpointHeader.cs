using System.Runtime.InteropServices;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index.Checkpoints;

/// <summary>What stands at the beginning of a checkpoint.</summary>
/// <param name="Build">The build of the index, and of what it reads entities with, that wrote it; another one may read them differently.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Sequence">The sequence number that it reflects.</param>
internal readonly record struct CheckpointHeader(UInt128 Build, Guid Name, long Sequence)
{
    private const long Magic = 0x31_58_44_49_54_41_43; // "CATIDX1"

    private static readonly UInt128 s_thisBuild = BuildOf(typeof(CheckpointHeader)) ^ BuildOf(typeof(EntityRecord)) ^ BuildOf(typeof(EntityRef));

    /// <summary>The header of what this program writes now.</summary>
    public static CheckpointHeader Of(Guid name, long sequence) => new(s_thisBuild, name, sequence);

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
        if (header.Build != s_thisBuild)
        {
            throw new InvalidDataException("Another version of the program has written it.");
        }

        if (header.Name != name)
        {
            throw new InvalidDataException("It belongs to another state of the database.");
        }

        return header;
    }

    private static UInt128 BuildOf(Type type)
    {
        var build = type.Module.ModuleVersionId;
        return MemoryMarshal.Read<UInt128>(MemoryMarshal.AsBytes(new ReadOnlySpan<Guid>(in build)));
    }
}
