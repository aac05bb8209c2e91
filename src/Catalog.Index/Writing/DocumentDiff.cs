using System.Runtime.InteropServices;
using Catalog.Index.Documents;
using Catalog.Index.Memory;

namespace Catalog.Index.Writing;

/// <summary>Finds out what a new version of a document changes, and notes it with the postings.</summary>
internal sealed class DocumentDiff(TermTable terms, PostingWriter postings)
{
    private readonly List<int> _old = [];
    private readonly List<int> _added = [];
    private readonly List<int> _removed = [];
    private readonly HashSet<int> _oldKeys = [];
    private readonly HashSet<int> _newKeys = [];

    /// <summary>Notes the terms gained and lost, and the keys.</summary>
    public void Terms(int doc, Payload before, List<int> now)
    {
        before.ReadTerms(_old);
        Compare(now);
        foreach (var term in _added)
        {
            postings.Add(term, doc);
        }

        foreach (var term in _removed)
        {
            postings.Remove(term, doc);
        }

        Keys(doc, now);
    }

    /// <summary>Notes the children gained and lost.</summary>
    public void Children(int doc, Payload before, List<int> now)
    {
        before.ReadChildren(_old);
        if (_old.Count == 0 && now.Count == 0)
        {
            return;
        }

        foreach (var child in _old.Except(now))
        {
            postings.Remove(terms.Find(InternalKey.Child, child), doc);
        }

        foreach (var child in now.Except(_old))
        {
            postings.Add(terms.Intern(InternalKey.Child, child), doc);
        }
    }

    private void Keys(int doc, List<int> now)
    {
        if (_added.Count == 0 && _removed.Count == 0)
        {
            return;
        }

        Gather(_old, _oldKeys);
        Gather(now, _newKeys);
        foreach (var key in _newKeys)
        {
            if (!_oldKeys.Contains(key))
            {
                postings.Add(terms.Intern(InternalKey.Exists, key), doc);
            }
        }

        foreach (var key in _oldKeys)
        {
            if (!_newKeys.Contains(key))
            {
                postings.Remove(terms.Find(InternalKey.Exists, key), doc);
            }
        }
    }

    private void Gather(List<int> from, HashSet<int> keys)
    {
        keys.Clear();
        foreach (var term in from)
        {
            if (terms.Key(term) is > 0 and var key && terms.Value(term) != TextPool.True)
            {
                keys.Add(key);
            }
        }
    }

    // Both lists ascend.
    private void Compare(List<int> now)
    {
        _added.Clear();
        _removed.Clear();
        var a = CollectionsMarshal.AsSpan(_old);
        var b = CollectionsMarshal.AsSpan(now);
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            if (j == b.Length || (i < a.Length && a[i] < b[j]))
            {
                _removed.Add(a[i++]);
            }
            else if (i == a.Length || b[j] < a[i])
            {
                _added.Add(b[j++]);
            }
            else
            {
                i++;
                j++;
            }
        }
    }
}
