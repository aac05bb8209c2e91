namespace Catalog.Storage.Records;

/// <summary>
/// Keeps the unprocessed body as its difference to the processed one. Processing mostly inserts annotations, so the two
/// share a beginning and an end, and a record takes little more room than one body.
/// </summary>
internal static class BodyDelta
{
    private const int Step = 32;

    public static void Write(FieldWriter writer, ReadOnlySpan<byte> body, ReadOnlySpan<byte> basis)
    {
        var prefix = body.CommonPrefixLength(basis);
        var suffix = CommonSuffixLength(body[prefix..], basis[prefix..]);
        writer.VarInt((ulong)prefix);
        writer.VarInt((ulong)suffix);
        writer.Raw(body[prefix..^suffix]);
    }

    public static ReadOnlyMemory<byte> Read(ref FieldReader reader, ReadOnlyMemory<byte> basis)
    {
        var prefix = reader.Number();
        var suffix = reader.Number();
        var middle = reader.Remaining();
        if ((long)prefix + suffix > basis.Length) throw FieldReader.Damaged();
        if (prefix == basis.Length && middle.IsEmpty) return basis;

        var body = GC.AllocateUninitializedArray<byte>(prefix + middle.Length + suffix);
        basis.Span[..prefix].CopyTo(body);
        middle.CopyTo(body.AsSpan(prefix));
        basis.Span[^suffix..].CopyTo(body.AsSpan(prefix + middle.Length));
        return body;
    }

    private static int CommonSuffixLength(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var max = Math.Min(a.Length, b.Length);
        var length = 0;
        while (length + Step <= max && a[^(length + Step)..^length].SequenceEqual(b[^(length + Step)..^length]))
        {
            length += Step;
        }

        while (length < max && a[^(length + 1)] == b[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
