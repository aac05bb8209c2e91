namespace Catalog.Model.Rules;

/// <summary>
/// Collects what is wrong while an entity is walked. Paths are put together on the way out, so that a good entity costs none:
/// who descends remembers <see cref="Count"/>, and puts its own step in front of what was found since (<see cref="Under"/>).
/// </summary>
internal sealed class Findings
{
    private List<Finding>? _items;

    public int Count => _items?.Count ?? 0;

    /// <summary>A breach of the schema at this very place; the message opens with its path.</summary>
    public void Schema(string text, string path = "", string? hint = null) => (_items ??= []).Add(new Finding(path, text, true, hint));

    /// <summary>A schema breach that comes before those found since <paramref name="from"/>.</summary>
    public void SchemaFirst(int from, string text) => (_items ??= []).Insert(from, new Finding("", text, true, null));

    /// <summary>Something wrong with a whole message of its own.</summary>
    public void Add(string message, string path, string? hint = null) => (_items ??= []).Add(new Finding(path, message, false, hint));

    /// <summary>Puts a step in front of the paths found since.</summary>
    public void Under(int from, string step)
    {
        for (var i = from; i < Count; i++)
        {
            _items![i] = _items[i] with { Path = "/" + JsonPointer.Escape(step) + _items[i].Path };
        }
    }

    public IReadOnlyList<Problem> ToProblems() => _items is null ? [] : _items.ConvertAll(f => f.ToProblem());

    private readonly record struct Finding(string Path, string Text, bool PathLeads, string? Hint)
    {
        public Problem ToProblem() => new(PathLeads ? $"{(Path.Length == 0 ? "<root>" : Path)} {Text}" : Text, Path) { Hint = Hint };
    }
}
