using System.Collections.Frozen;
using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Grains.Providers.Running;
using Catalog.Http;
using Catalog.Http.Unprocessed;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Processing.Rules;
using Catalog.Processing.Scm;
using Catalog.Server.Configuration.Settings;
using Catalog.Server.Terminal;
using Catalog.Sources;
using Catalog.Sources.Files;
using Catalog.Sources.Throttling;
using Catalog.Sources.Urls.Scm;
using Catalog.Storage;
using Catalog.Storage.InMemory;
using Catalog.Storage.Postgres;
using Catalog.Storage.Sqlite;

namespace Catalog.Server.Hosting;

/// <summary>Puts the rooms together: what each is told by the settings, and who is handed to whom.</summary>
internal static class Composition
{
    /// <summary>Adds store, index, readers, pipeline, engine and HTTP API.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services, ServerPlan plan)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ICatalogStore>(_ => plan.Database switch
        {
            DatabaseSettings.Postgres postgres => new PostgresCatalogStore(postgres.Options),
            DatabaseSettings.File file => new SqliteCatalogStore(new SqliteStoreOptions { Path = file.Path! }),
            _ => new InMemoryCatalogStore(),
        });
        if (plan.Database is DatabaseSettings.Postgres) services.AddSingleton<KeptBodies>();
        services.AddSingleton(s => new CatalogIndex((IBodyReader?)s.GetService<KeptBodies>() ?? s.GetRequiredService<ICatalogStore>()));
        services.AddSingleton<ProblemBoard>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<SourceFollower>();
        AddReaders(services, plan.Settings);
        services.AddSingleton(s => new ProcessingPipeline(Processing(plan), Model(plan), [], [s.GetRequiredService<SourceThrottle>()]));
        services.AddSingleton(s => new CatalogEngine(
            s.GetRequiredService<ICatalogStore>(), s.GetRequiredService<ProcessingPipeline>(), s.GetRequiredService<CatalogIndex>(),
            Followers(s), Engine(plan.Settings.Catalog) with { CheckpointPath = (plan.Database as DatabaseSettings.File)?.Path is { } file ? file + ".index" : null },
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ICatalogEngine>(s => s.GetRequiredService<CatalogEngine>());
        services.AddSingleton(s => new ProviderRunner(
            s.GetRequiredService<CatalogEngine>(), s.GetRequiredService<ICatalogStore>(), s.GetServices<IEntityProvider>(),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILoggerFactory>()));
        services.AddCatalogHttp(Http(plan.Settings));
        return services;
    }

    /// <summary>What follows the feed beside index and engine.</summary>
    public static IFeedFollower[] Followers(IServiceProvider services) =>
    [
        services.GetRequiredService<ProblemBoard>(), services.GetRequiredService<Backlog>(),
        services.GetRequiredService<SourceFollower>(), services.GetRequiredService<InvisibleEntities>(), .. services.GetServices<KeptBodies>(),
    ];

    private static void AddReaders(IServiceCollection services, ServerSettings settings)
    {
        var limits = settings.Catalog.Limits;
        var (files, urls) = (new FileReaderOptions(), settings.Urls);
        services.AddSingleton(files with { MaxBytes = limits.FileBytes ?? files.MaxBytes, TimeLimit = limits.ReadTimeout ?? files.TimeLimit });
        services.AddSingleton(urls with { MaxBytes = limits.FileBytes ?? urls.MaxBytes, TimeLimit = limits.ReadTimeout ?? urls.TimeLimit });
        services.AddCatalogSources();
    }

    private static ProcessingOptions Processing(ServerPlan plan)
    {
        var catalog = plan.Settings.Catalog;
        var defaults = new ProcessingOptions();
        return defaults with
        {
            Rules = new CatalogRules(Rules(plan)),
            Integrations = new ScmIntegrations(
                plan.Settings.Urls.Integrations.Select(host => new Catalog.Processing.Scm.ScmIntegration(TypeOf(host.Kind), host.Host))),
            ParseLimits = Limits(catalog.Limits),
            MaxChildren = catalog.Limits.EntitiesPerLocation ?? defaults.MaxChildren,
            MaxRelations = catalog.Limits.RelationsPerEntity ?? defaults.MaxRelations,
            DefaultProcessors = !catalog.DisableDefaultProcessors,
            AnnotateProjectSlug = catalog.Processors.TryGetValue("AnnotateScmSlugEntityProcessor", out var slug) && !slug.Disabled,
            DisabledProcessors = catalog.Processors.Where(p => p.Value.Disabled).Select(p => p.Key).ToFrozenSet(StringComparer.Ordinal),
            Priorities = catalog.Processors.Where(p => p.Value.Priority is not null)
                .ToFrozenDictionary(p => p.Key, p => p.Value.Priority!.Value, StringComparer.Ordinal),
        };
    }

    private static System.Collections.Immutable.ImmutableArray<CatalogRule> Rules(ServerPlan plan) =>
        [.. plan.Settings.Catalog.Rules, .. plan.Locations.SelectMany(location => location.Rules)];

    /// <summary>The built-in kinds, and those that only the rules know.</summary>
    private static EntityModel Model(ServerPlan plan) =>
        EntityModel.BuiltIn.WithKinds(Rules(plan).SelectMany(rule => rule.Allow).Select(allowed => allowed.Kind));

    private static ParseLimits Limits(LimitSettings limits)
    {
        var defaults = new ParseLimits();
        return defaults with
        {
            MaxBytes = limits.FileBytes ?? defaults.MaxBytes,
            MaxDocuments = limits.DocumentsPerFile ?? defaults.MaxDocuments,
            MaxNodes = limits.NodesPerDocument ?? defaults.MaxNodes,
        };
    }

    /// <summary>How the engine behaves.</summary>
    public static CatalogOptions Engine(CatalogSettings catalog)
    {
        var defaults = new CatalogOptions();
        return defaults with
        {
            ProcessingInterval = catalog.ProcessingInterval switch
            {
                null => defaults.ProcessingInterval,
                var never when never == Timeout.InfiniteTimeSpan => TimeSpan.FromDays(3650),
                var interval => interval.Value,
            },
            OrphanStrategy = catalog.KeepOrphans ? OrphanStrategy.Keep : OrphanStrategy.Delete,
            CheckpointAtLeast = catalog.CheckpointFrom ?? defaults.CheckpointAtLeast,
            StorePatience = catalog.Limits.StorePatience ?? defaults.StorePatience,
            OrphanProviderStrategy = catalog.KeepOrphanProviders ? OrphanStrategy.Keep : OrphanStrategy.Delete,
            ReadOnly = catalog.ReadOnly,
        };
    }

    private static CatalogHttpOptions Http(ServerSettings settings) => new()
    {
        ReadOnly = settings.Catalog.ReadOnly,
        RefreshLocationOnConflict = settings.Catalog.RefreshOnConflict,
        Auth = settings.Auth,
        Cors = settings.Cors,
        RateLimit = settings.RateLimit,
        ScmHosts = settings.Urls.Integrations.DistinctBy(host => host.Host).ToDictionary(host => host.Host, NameOf, StringComparer.OrdinalIgnoreCase),
    };

    private static ScmType TypeOf(ScmKind kind) => kind switch
    {
        ScmKind.GitHub => ScmType.GitHub,
        ScmKind.GitLab => ScmType.GitLab,
        ScmKind.BitbucketCloud => ScmType.BitbucketCloud,
        ScmKind.BitbucketServer => ScmType.BitbucketServer,
        ScmKind.Azure => ScmType.Azure,
        _ => ScmType.Gitea,
    };

    private static string NameOf(Catalog.Sources.Urls.Scm.ScmIntegration host) => host.Kind switch
    {
        ScmKind.GitHub => "github",
        ScmKind.GitLab => "gitlab",
        ScmKind.BitbucketCloud or ScmKind.BitbucketServer => "bitbucket",
        ScmKind.Azure => "azure",
        _ => "gitea",
    };
}
