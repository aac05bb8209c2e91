using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Catalog.Http.Push;

/// <summary>One line of a JSON Lines body.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Content">Its bytes, which belong to the receiver; empty when it was too long to be read.</param>
internal readonly record struct JsonLine(int Number, ReadOnlyMemory<byte> Content);

/// <summary>Reads a JSON Lines body line by line, no faster than its lines are taken.</summary>
internal static class JsonLines
{
    /// <summary>Reads all lines that are not blank; of one that is longer than allowed, only the number.</summary>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(PipeReader body, int maxLength, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        var skipping = false;
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (TryTake(ref buffer, result.IsCompleted, out var line))
            {
                number++;
                if (skipping || line.Length > maxLength)
                {
                    skipping = false;
                    yield return new JsonLine(number, default);
                }
                else if (!IsBlank(line))
                {
                    yield return new JsonLine(number, line.ToArray());
                }
            }

            if (buffer.Length > maxLength)
            {
                skipping = true;
                buffer = buffer.Slice(buffer.End);
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                yield break;
            }
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, bool last, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        buffer = last ? buffer.Slice(buffer.End) : buffer;
        return last && line.Length > 0;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var piece in line)
        {
            if (piece.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return false;
            }
        }

        return true;
    }
}
