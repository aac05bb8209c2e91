using System.Buffers;

namespace Catalog.Http.Answers;

/// <summary>A growing buffer of pooled pieces, so that a large answer neither moves while it grows nor lands on the large object heap.</summary>
internal sealed class SegmentedBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 4 * 1024;
    private const int LargestSize = 64 * 1024;
    private readonly List<ReadOnlyMemory<byte>> _full = [];
    private readonly List<byte[]> _rented = [];
    private byte[] _current = [];
    private int _used;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _current.Length - _used);
        _used += count;
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_current.Length - _used < Math.Max(sizeHint, 1))
        {
            Grow(sizeHint);
        }

        return _current.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>What was written, piece by piece; valid until the next write.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces => _used == 0 ? _full : _full.Append(_current.AsMemory(0, _used));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in _rented)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        _rented.Clear();
        _full.Clear();
        _current = [];
        _used = 0;
    }

    private void Grow(int sizeHint)
    {
        if (_used > 0)
        {
            _full.Add(_current.AsMemory(0, _used));
        }

        var size = Math.Clamp(_current.Length * 2, FirstSize, LargestSize);
        _current = ArrayPool<byte>.Shared.Rent(Math.Max(size, sizeHint));
        _rented.Add(_current);
        _used = 0;
    }
}
