using System.Text;

namespace Catalog.Model.Parsing;

/// <summary>Collects the position of every JSON path while a document is read, for when something in it was found wrong.</summary>
internal sealed class PositionRecorder(DocumentSlice slice)
{
    private readonly StringBuilder _path = new();

    public List<PathPosition> Positions { get; } = [];

    /// <summary>Steps into a property or item that stands at a line and column of the slice.</summary>
    /// <returns>What to hand to <see cref="Leave"/>.</returns>
    public int Enter(string segment, long line, long column)
    {
        var outer = _path.Length;
        _path.Append('/').Append(JsonPointer.Escape(segment));
        Positions.Add(new PathPosition(_path.ToString(), (int)line + slice.StartLine - 1, (int)column));
        return outer;
    }

    public void Clear()
    {
        _path.Clear();
        Positions.Clear();
    }

    public void Leave(int outer) => _path.Length = outer;
}
