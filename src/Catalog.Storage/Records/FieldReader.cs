using System.Buffers.Binary;

namespace Catalog.Storage.Records;

/// <summary>Reads what <see cref="FieldWriter"/> wrote. Content that ends too early is reported as damage, never read past.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    /// <summary>True when all is read; fields that a newer program appended to a block are left over and ignored.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ReadOnlySpan<byte> Remaining() => Take(_rest.Length);

    public ulong VarInt()
    {
        ulong result = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            result |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return result;
        }

        throw Damaged();
    }

    public int Count()
    {
        var value = VarInt();
        return value <= (ulong)_rest.Length ? (int)value : throw Damaged();
    }

    public int Number()
    {
        var value = VarInt();
        return value <= int.MaxValue ? (int)value : throw Damaged();
    }

    public long Signed()
    {
        var value = VarInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public UInt128 Hash() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public Guid Guid() => new(Take(16), bigEndian: true);

    public ReadOnlySpan<byte> Bytes() => Take(Count());

    public string Text() => TextCache.Shared.Get(Bytes());

    public string? OptionalText() => Byte() == 0 ? null : Text();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw Damaged();
        var result = _rest[..count];
        _rest = _rest[count..];
        return result;
    }

    internal static StoreException Damaged() => new("A stored record is damaged: its content ends too early. Restore the store from a backup.");
}
