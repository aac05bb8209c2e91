namespace Catalog.Sources;

/// <summary>Reads a stream to its end unless it is longer than allowed, whatever it says of its length.</summary>
internal static class BoundedRead
{
    /// <summary>The bytes; null when there are more than <paramref name="limit"/>.</summary>
    public static ReadOnlyMemory<byte>? ToEnd(Stream stream, int limit, long expected)
    {
        var buffer = new byte[FirstSize(limit, expected)];
        for (var length = 0; ;)
        {
            var read = stream.Read(buffer, length, buffer.Length - length);
            if (!Take(ref buffer, ref length, read, limit))
            {
                return Result(buffer, length, limit);
            }
        }
    }

    /// <inheritdoc cref="ToEnd"/>
    public static async ValueTask<ReadOnlyMemory<byte>?> ToEndAsync(Stream stream, int limit, long expected, CancellationToken cancellationToken)
    {
        var buffer = new byte[FirstSize(limit, expected)];
        for (var length = 0; ;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (!Take(ref buffer, ref length, read, limit))
            {
                return Result(buffer, length, limit);
            }
        }
    }

    // One byte more than expected, so that the end shows without growing.
    private static int FirstSize(int limit, long expected) => (int)Math.Min(expected > 0 ? expected : 16 * 1024, limit) + 1;

    private static ReadOnlyMemory<byte>? Result(byte[] buffer, int length, int limit)
    {
        if (length > limit)
        {
            return null;
        }

        return buffer.AsMemory(0, length);
    }

    private static bool Take(ref byte[] buffer, ref int length, int read, int limit)
    {
        length += read;
        if (read == 0 || length > limit)
        {
            return false;
        }

        if (length == buffer.Length)
        {
            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1L));
        }

        return true;
    }
}
