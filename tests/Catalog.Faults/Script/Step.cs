using Catalog.Faults.World;

namespace Catalog.Faults.Script;

/// <summary>
/// One mutation of a catalog. Played until it is acknowledged; played again when the server died before that, so each step is idempotent.
/// </summary>
public abstract record Step
{
    /// <summary>Does it, and returns when the server has acknowledged it.</summary>
    public abstract Task PlayAsync(FaultWorld world);

    /// <summary>Whether its acknowledgement says that it is visible already. Else only that it is durable, and the rest follows.</summary>
    public virtual bool IsVisibleAtOnce => false;
}

/// <summary>A file changes, and whoever reads it is told: its own location, or the entity named, which reads it too.</summary>
public sealed record ChangeFile(string File, string Content, string? Reader = null) : Step
{
    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world)
    {
        world.Files.Put(File, Content);
        return world.Api.RefreshAsync(Reader ?? world.LocationOf(File));
    }
}

/// <summary>A file goes, and whoever reads it is told.</summary>
public sealed record RemoveFile(string File) : Step
{
    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world)
    {
        world.Files.Remove(File);
        return world.Api.RefreshAsync(world.LocationOf(File));
    }
}

/// <summary>A file's url is registered and read.</summary>
public sealed record Register(string File) : Step
{
    /// <inheritdoc/>
    public override async Task PlayAsync(FaultWorld world)
    {
        await world.Api.RegisterAsync(world.Files.Url(File));
        await world.Api.RefreshAsync(world.LocationOf(File));
    }
}

/// <summary>A file's url is unregistered.</summary>
public sealed record Unregister(string File) : Step
{
    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world) => world.Api.UnregisterAsync(world.Files.Url(File));
}

/// <summary>One entity is put into a source.</summary>
public sealed record Push(string Source, string Path, string Json) : Step
{
    /// <inheritdoc/>
    public override bool IsVisibleAtOnce => true;

    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world) => world.Api.PushAsync(Source, Path, Json);
}

/// <summary>One entity is taken out of a source.</summary>
public sealed record TakeOut(string Source, string Path) : Step
{
    /// <inheritdoc/>
    public override bool IsVisibleAtOnce => true;

    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world) => world.Api.TakeOutAsync(Source, Path);
}

/// <summary>A source is made exactly these entities.</summary>
public sealed record ReplaceSource(string Source, IReadOnlyList<string> Lines) : Step
{
    /// <inheritdoc/>
    public override bool IsVisibleAtOnce => true;

    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world) => world.Api.ReplaceSourceAsync(Source, Lines);
}

/// <summary>A source gets and loses entities.</summary>
public sealed record ChangeSource(string Source, IReadOnlyList<string> Lines) : Step
{
    /// <inheritdoc/>
    public override bool IsVisibleAtOnce => true;

    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world) => world.Api.ChangeSourceAsync(Source, Lines);
}

/// <summary>An entity is deleted, whoever holds it.</summary>
public sealed record Delete(string Path) : Step
{
    /// <inheritdoc/>
    public override bool IsVisibleAtOnce => true;

    /// <inheritdoc/>
    public override Task PlayAsync(FaultWorld world) => world.Api.DeleteAsync(Path);
}
