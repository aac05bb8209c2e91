using System.Text;
using Catalog.Index.Memory;
using Catalog.Model;

namespace Catalog.Index.Writing;

/// <summary>Finds the texts of an entry's refs, all in one go (see <see cref="TermFinder"/>), and adds those that are new. Reused.</summary>
internal sealed class RefFinder(TextPool texts)
{
    private readonly List<(int Start, int Length, ulong Hash)> _refs = [];
    private readonly List<int> _found = [];
    private byte[] _bytes = new byte[4096];
    private int _used;
    private EntityRef _last;

    /// <summary>The number of a ref's text, once they are found.</summary>
    /// <param name="place">What <see cref="Add"/> gave.</param>
    public int this[int place] => _found[place];

    /// <summary>Makes it empty.</summary>
    public void Clear()
    {
        _refs.Clear();
        _found.Clear();
        (_used, _last) = (0, default);
    }

    /// <summary>Adds a ref to be found; gives its place. The same one again, as a relation's inverse mostly brings it, has the same place.</summary>
    public int Add(EntityRef entity)
    {
        if (_refs.Count == 0 || entity != _last)
        {
            var text = entity.ToString();
            if (_bytes.Length - _used < text.Length * 3)
            {
                Array.Resize(ref _bytes, (_bytes.Length + (text.Length * 3)) * 2);
            }

            var length = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_used));
            _refs.Add((_used, length, TextPool.Hash(_bytes.AsSpan(_used, length))));
            (_used, _last) = (_used + length, entity);
        }

        return _refs.Count - 1;
    }

    /// <summary>Finds them.</summary>
    public void Find()
    {
        Span<ulong> hashes = stackalloc ulong[TextPool.MaxWarm];
        while (_found.Count < _refs.Count)
        {
            var count = Math.Min(_refs.Count - _found.Count, TextPool.MaxWarm);
            for (var i = 0; i < count; i++)
            {
                hashes[i] = _refs[_found.Count + i].Hash;
            }

            texts.Warm(hashes[..count]);
            for (; count > 0; count--)
            {
                var (start, length, hash) = _refs[_found.Count];
                _found.Add(texts.Intern(_bytes.AsSpan(start, length), hash));
            }
        }
    }
}
