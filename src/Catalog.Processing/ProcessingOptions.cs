using System.Collections.Frozen;
using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Processing.Rules;
using Catalog.Processing.Scm;

namespace Catalog.Processing;

/// <summary>What the pipeline is told by configuration.</summary>
public sealed record ProcessingOptions
{
    /// <summary>Location types that a Location may name beside its own. Default <c>url</c>, so that no url can make the server read its own files.</summary>
    public ImmutableArray<string> AllowedLocationTypes { get; init; } = ["url"];

    /// <summary>Which kinds which origins may emit.</summary>
    public CatalogRules Rules { get; init; } = CatalogRules.Default;

    /// <summary>The source hosts whose urls are understood.</summary>
    public ScmIntegrations Integrations { get; init; } = ScmIntegrations.Default;

    /// <summary>Limits on what is read and parsed.</summary>
    public ParseLimits ParseLimits { get; init; } = new();

    /// <summary>Children that one entity may emit. Default 100,000.</summary>
    public int MaxChildren { get; init; } = 100_000;

    /// <summary>References that one entity may make to others. Default 10,000.</summary>
    public int MaxRelations { get; init; } = 10_000;

    /// <summary>Problems that are kept of one run; the rest is counted. Default 100.</summary>
    public int MaxProblems { get; init; } = 100;

    /// <summary>How long one hook of one processor may take for one entity. Default one minute.</summary>
    public TimeSpan HookTimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Measures <see cref="HookTimeLimit"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>False leaves out the readers and the location annotations (<c>catalog.disableDefaultProcessors</c>).</summary>
    public bool DefaultProcessors { get; init; } = true;

    /// <summary>Whether Components get the project slug annotation of their source host. Default false, as in Backstage.</summary>
    public bool AnnotateProjectSlug { get; init; }

    /// <summary>Names of processors that do not run (<c>catalog.processorOptions.&lt;name&gt;.disabled</c>).</summary>
    public FrozenSet<string> DisabledProcessors { get; init; } = [];

    /// <summary>Priorities by processor name (<c>catalog.processorOptions.&lt;name&gt;.priority</c>); they win over the processor's own.</summary>
    public FrozenDictionary<string, int> Priorities { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>More placeholders by key without <c>$</c>, beside <c>text</c>, <c>json</c> and <c>yaml</c>, or in their place.</summary>
    public FrozenDictionary<string, IPlaceholderResolver> PlaceholderResolvers { get; init; } = FrozenDictionary<string, IPlaceholderResolver>.Empty;
}
