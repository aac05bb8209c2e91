namespace Catalog.Processing.Shaping;

/// <summary>What one pass over a body's bytes is to do; passes that follow each other are joined.</summary>
[Flags]
internal enum ShapeFlags
{
    None = 0,

    /// <summary>Sort the lists of references in spec.</summary>
    SortLists = 1,

    /// <summary>Put the annotations that say where the entity comes from in front.</summary>
    Annotate = 2,

    /// <summary>Put the slug of the source repository in front of the annotations.</summary>
    ProjectSlug = 4,

    /// <summary>Fill in metadata.namespace.</summary>
    DefaultNamespace = 8,

    /// <summary>Replace view and edit urls that would run a script.</summary>
    RejectScripts = 16,

    /// <summary>The location annotations given win over the entity's own.</summary>
    Relocate = 32,
}
