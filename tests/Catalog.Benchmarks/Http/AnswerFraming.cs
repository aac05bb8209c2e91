using System.Globalization;
using System.Text;

namespace Catalog.Benchmarks.Http;

/// <summary>Finds the end of one HTTP/1.1 answer, by its length or by its chunks, and counts what its body has.</summary>
internal sealed class AnswerFraming
{
    private readonly List<byte> _head = [];
    private bool _inBody;
    private bool _chunked;
    private bool _lastChunk;
    private long _left;
    private int _chunkSize;

    public int Status { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Expects another answer.</summary>
    public void Start()
    {
        _head.Clear();
        (_inBody, _chunked, _lastChunk, _left, _chunkSize, Status, Bytes) = (false, false, false, 0, 0, 0, 0);
    }

    /// <summary>Takes the next bytes; true when the answer is complete.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (!_inBody && !TakeHead(ref bytes))
        {
            return false;
        }

        if (_chunked)
        {
            return TakeChunks(bytes);
        }

        Bytes += bytes.Length;
        _left -= bytes.Length;
        return _left == 0;
    }

    private bool TakeHead(ref ReadOnlySpan<byte> bytes)
    {
        var before = _head.Count;
        _head.AddRange(bytes);
        var head = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_head);
        var end = head.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        bytes = bytes[(end + 4 - before)..];
        var text = Encoding.ASCII.GetString(head[..end]);
        Status = int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture);
        _chunked = text.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        _left = Length(text);
        _inBody = true;
        return true;
    }

    private static long Length(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : long.Parse(head[(at + Name.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }

    // Each chunk is its size in hexadecimal, a line end, the data, a line end; the last has size 0.
    private bool TakeChunks(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var taken = (int)Math.Min(_left, bytes.Length);
                _left -= taken;
                bytes = bytes[taken..];
                continue;
            }

            if (bytes[0] == '\n')
            {
                Bytes += _chunkSize;
                _lastChunk = _chunkSize == 0;
                _left = _chunkSize + 2;
                _chunkSize = 0;
            }
            else if (bytes[0] != '\r')
            {
                _chunkSize = (_chunkSize << 4) | int.Parse(bytes[..1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            }

            bytes = bytes[1..];
        }

        return _lastChunk && _left == 0;
    }
}
