using Catalog.Storage.Records;
using Catalog.Storage.Tests.Kit;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Records;

public sealed class RecordCodecTests
{
    [Fact]
    public void FullRecord_ComesBackEqual()
    {
        var record = Full(Ref("a"), 7);
        Assert.Equal(RecordText.Of(record), RecordText.Of(RoundTrip(record)));
    }

    [Fact]
    public void EqualBodies_AreKeptOnce()
    {
        var record = Plain(Ref("a"), 1);
        record = record with { Unprocessed = record.Processed.ToArray() };
        var state = RecordCodec.EncodeState(record);
        Assert.True(state.Length < 100, $"{state.Length} bytes");
        var read = RoundTrip(record);
        Assert.True(read.Unprocessed.Equals(read.Processed));
    }

    [Theory]
    [InlineData("", "abc")]
    [InlineData("abc", "")]
    [InlineData("aXb", "ab")]
    [InlineData("ab", "aXb")]
    [InlineData("aaaa", "aa")]
    [InlineData("aa", "aaaa")]
    [InlineData("abc", "abc")]
    [InlineData("abcd", "abc")]
    [InlineData("xyz", "abc")]
    [InlineData("--------------------------------a--------------------------------", "--------------------------------b--------------------------------")]
    public void UnprocessedBody_ComesBackWhateverTheProcessedOneIs(string unprocessed, string processed)
    {
        var record = Plain(Ref("a"), 1) with { Unprocessed = Utf8(unprocessed), Processed = Utf8(processed) };
        Assert.Equal(RecordText.Of(record), RecordText.Of(RoundTrip(record)));
    }

    [Fact]
    public void FieldsOfANewerProgram_AreSteppedOver()
    {
        var record = Full(Ref("a"), 1);
        byte[] unknown = [200, 1, 3, 9, 9, 9];
        byte[] state = [.. RecordCodec.EncodeState(record), .. unknown];
        Assert.Equal(RecordText.Of(record), RecordText.Of(RecordCodec.Decode(record.Ref, 1, false, state, record.Processed)));
    }

    [Fact]
    public void NewerFormat_IsRefusedByName()
    {
        var state = RecordCodec.EncodeState(Plain(Ref("a"), 1));
        state[0] = RecordCodec.Format + 1;
        var error = Assert.Throws<StoreException>(() => RecordCodec.Decode(Ref("a"), 1, false, state, default));
        Assert.Contains("format 2", error.Message, StringComparison.Ordinal);
        Assert.False(error.Transient);
    }

    [Fact]
    public void CutOffAnywhere_IsReportedAsDamage_OrReadsAsARecordWithFewerFields()
    {
        var record = Full(Ref("a"), 1);
        var state = RecordCodec.EncodeState(record);
        var damaged = 0;
        for (var length = 0; length < state.Length; length++)
        {
            try
            {
                RecordCodec.Decode(record.Ref, 1, false, state.AsSpan(0, length), record.Processed);
            }
            catch (StoreException)
            {
                damaged++;
            }
        }

        Assert.True(damaged > state.Length - 20, $"{damaged} of {state.Length}");
    }

    private static EntityRecord RoundTrip(EntityRecord record) =>
        RecordCodec.Decode(record.Ref, record.Version, record.Deleted, RecordCodec.EncodeState(record), record.Processed);
}
