using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Catalog.Index.Memory;

/// <summary>
/// Asks the processor for memory that is read a little later, and goes on without waiting for it. Whoever asks for all that a step reads, and then takes
/// the step, waits once instead of for one after the other. Where the processor cannot be asked, nothing happens.
/// </summary>
internal static class CacheLine
{
    /// <summary>How many bytes come at once.</summary>
    public const int Length = 64;

    /// <summary>Asks for what a reference refers to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
        {
            // The collector may have moved it meanwhile; then the wrong line comes, and nothing else is wrong.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }

    /// <summary>Asks for what stands some bytes behind what a reference refers to; it may be beyond the end of the array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void FetchBehind<T>(ref readonly T place, int bytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in place)) + bytes);
        }
    }

    /// <summary>Asks for the beginning of an object, its type and first fields, or the length and first elements of an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(object? item)
    {
        if (item is not null)
        {
            Fetch(in MemoryMarshal.GetArrayDataReference(Unsafe.As<byte[]>(item)));
        }
    }
}
