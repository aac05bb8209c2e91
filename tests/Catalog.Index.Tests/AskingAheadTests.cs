using System.Buffers;
using System.Text;
using Catalog.Index.Memory;

namespace Catalog.Index.Tests;

/// <summary>What is asked of memory ahead may be anything that may be read afterwards, and the reading finds what it would have found.</summary>
public sealed class AskingAheadTests
{
    [Fact]
    public void Texts_that_are_differences_of_differences_are_read_after_they_were_asked_for()
    {
        var pool = new TextPool();
        var texts = Enumerable.Range(0, 100).Select(Grown).ToArray();
        var ids = texts.Select(text => pool.Intern(text, TextPool.Hash(text))).ToArray();

        pool.Warm([.. texts.Select(text => TextPool.Hash(text)), TextPool.Hash("nobody's"u8)]);
        pool.WarmTexts([TextPool.Null, TextPool.True, .. ids]);
        pool.WarmTexts([]);

        Assert.All(ids.Zip(texts), pair => Assert.Equal(pair.Second, pool.Get(pair.First, new byte[TextPool.ScratchLength]).ToArray()));
        Assert.All(ids.Zip(texts), pair => Assert.Equal(pair.First, pool.Find(pair.Second)));

        var written = new ArrayBufferWriter<byte>();
        pool.Write(TextPool.Null, written);
        Array.ForEach(ids, id => pool.Write(id, written));
        Assert.Equal(texts.SelectMany(text => text), written.WrittenSpan.ToArray());
    }

    [Fact]
    public void Pairs_are_found_after_they_were_asked_for_and_others_are_not()
    {
        var texts = new TextPool();
        var terms = new TermTable(texts);
        var value = texts.Intern("value"u8, TextPool.Hash("value"u8));
        var term = terms.Intern(InternalKey.Ref, value);

        terms.Warm([(InternalKey.Ref, value), (InternalKey.Child, value), (-1, -1)]);

        Assert.Equal(term, terms.Find(InternalKey.Ref, value));
        Assert.Equal(-1, terms.Find(InternalKey.Child, value));
    }

    [Fact]
    public void Elements_never_written_may_be_asked_for_and_are_default()
    {
        var array = new PagedArray<int> { [1] = 7, [PagedView<int>.Mask + 2] = 8 };
        var view = array.Freeze();
        var beyond = 1 << (2 * PagedView<int>.Bits);

        foreach (var index in (int[])[0, 1, PagedView<int>.Mask + 2, 3 * PagedView<int>.Mask, beyond])
        {
            view.Fetch(index);
            default(PagedView<int>).Fetch(index);
        }

        Assert.Equal([0, 7, 8, 0, 0], [view[0], view[1], view[PagedView<int>.Mask + 2], view[3 * PagedView<int>.Mask], view[beyond]]);
    }

    // Each shares most of its beginning and end with the one before.
    private static byte[] Grown(int i) => Encoding.UTF8.GetBytes($"component:default/{new string('a', i % 10)}-of-the-same-family-{i}-and-what-all-of-them-end-with");
}
