using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Grains.Tests.Sequences;

/// <summary>One thing that happens to a catalog of a few names and two providers.</summary>
internal abstract record Step
{
    private static readonly string[] s_names = ["a", "b", "c", "d", "e", "f"];

    public sealed record Full(string Provider, string[] Names) : Step
    {
        public override string ToString() => $"full {Provider} [{string.Join(' ', Names)}]";
    }

    public sealed record Delta(string Provider, string[] Added, string[] Removed) : Step
    {
        public override string ToString() => $"delta {Provider} +[{string.Join(' ', Added)}] -[{string.Join(' ', Removed)}]";
    }

    /// <summary>What an entity emits is another from now on, and it is refreshed.</summary>
    public sealed record Edit(string Name, string[] Children) : Step
    {
        public override string ToString() => $"edit {Name} [{string.Join(' ', Children)}]";
    }

    /// <summary>An entity is deleted; then an interval passes.</summary>
    public sealed record Delete(string Name) : Step;

    public sealed record Restart : Step;

    private static Gen<string> AnyName => Gen.Elements(s_names);

    private static Gen<string> AnyProvider => Gen.Elements("p", "q");

    private static Gen<string[]> Few(int most) => from n in Gen.Choose(0, most) from names in AnyName.ArrayOf(n) select names;

    /// <summary>A step.</summary>
    public static Gen<Step> Any => Gen.Frequency(
        (4, from p in AnyProvider from names in Few(3) select (Step)new Full(p, names)),
        (2, from p in AnyProvider from added in Few(2) from removed in Few(2) select (Step)new Delta(p, added, removed)),
        (5, from name in AnyName from children in Few(3) select (Step)new Edit(name, [.. children.Where(c => c != name).Distinct()])),
        (2, from name in AnyName select (Step)new Delete(name)),
        (1, Gen.Constant((Step)new Restart())));
}
