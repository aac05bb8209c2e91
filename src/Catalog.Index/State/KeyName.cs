using System.Text;
using Catalog.Index.Memory;

namespace Catalog.Index.State;

/// <summary>Keys as people know them.</summary>
internal static class KeyName
{
    /// <summary>The name of a key.</summary>
    public static string Of(IndexState state, int key)
    {
        if (key == InternalKey.Ref)
        {
            return "refs";
        }

        var text = InternalKey.TextOf(key);
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        return text <= TextPool.Null ? key.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : (key < 0 ? "spellings of " : "") + Encoding.UTF8.GetString(state.Texts.Get(text, scratch));
    }
}
