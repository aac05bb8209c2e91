using System.Runtime.InteropServices;
using Catalog.Index.Memory;

namespace Catalog.Index.Checkpoints;

/// <summary>Writes numbers and arrays of them one after the other, in this machine's order of bytes, and a hash of all of it at the end.</summary>
internal sealed class CheckpointWriter(Stream output)
{
    private ulong _hash;

    /// <summary>Writes one value.</summary>
    public void Write<T>(T value)
        where T : unmanaged => Write(new ReadOnlySpan<T>(in value));

    /// <summary>Writes values.</summary>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        _hash = FastHash.Of(bytes, _hash);
        output.Write(bytes);
    }

    /// <summary>Writes how many values there are, and the values.</summary>
    public void WriteAll<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        Write(values);
    }

    /// <summary>Ends it.</summary>
    public void Complete()
    {
        output.Write(BitConverter.GetBytes(_hash));
        output.Flush();
    }
}
