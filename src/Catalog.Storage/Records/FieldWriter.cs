using System.Buffers.Binary;
using System.Text;

namespace Catalog.Storage.Records;

/// <summary>
/// Writes fields of the record format into one growing buffer: a field is a number, a length and that many bytes, so that
/// a reader can step over what it does not know.
/// </summary>
internal sealed class FieldWriter
{
    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>How many bytes there is room for before the buffer grows.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Slice(int start, int length) => _buffer.AsMemory(start, length);

    /// <summary>Makes room at once for about so many bytes: growing step by step makes twice as much garbage, all of it of the costly large kind.</summary>
    public void Expect(long bytes)
    {
        if (_buffer.Length < bytes) Array.Resize(ref _buffer, (int)bytes);
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => Length = 0;

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    public void VarInt(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Signed(long value) => VarInt((ulong)((value << 1) ^ (value >> 63)));

    public void Hash(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Reserve(16), value);

    public void Guid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        VarInt((ulong)value.Length);
        Raw(value);
    }

    /// <summary>A text that is never null.</summary>
    public void Text(string value)
    {
        VarInt((ulong)Encoding.UTF8.GetByteCount(value));
        RawText(value);
    }

    /// <summary>A text that may be null: 0, or 1 and the text.</summary>
    public void OptionalText(string? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is not null) Text(value);
    }

    public void RawText(ReadOnlySpan<char> value) =>
        Encoding.UTF8.GetBytes(value, Reserve(Encoding.UTF8.GetByteCount(value)));

    /// <summary>Begins a block; what is written until <see cref="End"/> is its content.</summary>
    public int Begin() => Length;

    /// <summary>Begins a field; <see cref="End"/> closes it.</summary>
    public int Begin(RecordField field)
    {
        VarInt((ulong)field);
        return Length;
    }

    /// <summary>Puts the length in front of what was written since the block began.</summary>
    public void End(int start)
    {
        var length = Length - start;
        VarInt((ulong)length);
        var prefix = Length - start - length;
        Span<byte> bytes = stackalloc byte[10];
        _buffer.AsSpan(start + length, prefix).CopyTo(bytes);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + prefix));
        bytes[..prefix].CopyTo(_buffer.AsSpan(start));
    }

    private Span<byte> Reserve(int count)
    {
        if (Length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(checked(Length + count), (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        }

        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
