using System.Text;
using Catalog.Index.Memory;
using Catalog.Model;

namespace Catalog.Index.State;

/// <summary>Refs as texts of the pool.</summary>
internal static class Refs
{
    /// <summary>The ref that a text is.</summary>
    public static EntityRef Of(IndexState state, int text)
    {
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        return EntityRef.Parse(Encoding.UTF8.GetString(state.Texts.Get(text, scratch)));
    }

    /// <summary>The text of a ref; -1 when the index has never met it.</summary>
    public static int Find(IndexState state, EntityRef entity)
    {
        var text = entity.ToString();
        Span<byte> utf8 = text.Length <= 256 ? stackalloc byte[text.Length * 3] : new byte[text.Length * 3];
        return state.Texts.Find(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>The document of a ref, visible or not; -1 when there is none.</summary>
    public static int Document(IndexState state, EntityRef entity) =>
        Find(state, entity) is >= 0 and var text ? state.Of(InternalKey.Ref, text).Single : -1;
}
