namespace Catalog.Model;

/// <summary>Names that Backstage fixes: annotations, relation types, kinds and apiVersions.</summary>
public static class WellKnownNames
{
    /// <summary>The apiVersions of the kinds that the catalog itself defines.</summary>
    public const string V1Alpha1 = "backstage.io/v1alpha1";

    /// <summary>A second name of <see cref="V1Alpha1"/>.</summary>
    public const string V1Beta1 = "backstage.io/v1beta1";

    /// <summary>The apiVersion of <see cref="Kinds.Template"/>.</summary>
    public const string ScaffolderV1Beta3 = "scaffolder.backstage.io/v1beta3";

    /// <summary>
    /// Fields of any kind's spec that are sorted (ordinally, by UTF-16 code unit) before an entity is processed, when they hold
    /// nothing but text: their order carries no meaning.
    /// </summary>
    public static IReadOnlyList<string> SortedSpecFields { get; } =
        ["providesApis", "consumesApis", "dependsOn", "dependencyOf", "memberOf", "children", "members"];

    /// <summary>The kinds that are built in, as they are written.</summary>
    public static class Kinds
    {
        /// <summary>A piece of software.</summary>
        public const string Component = "Component";

        /// <summary>A boundary between components.</summary>
        public const string Api = "API";

        /// <summary>What a component needs at run time.</summary>
        public const string Resource = "Resource";

        /// <summary>Components, resources and APIs that make up one thing.</summary>
        public const string System = "System";

        /// <summary>Systems that share a business purpose.</summary>
        public const string Domain = "Domain";

        /// <summary>People organised as a team, a business unit, and so on.</summary>
        public const string Group = "Group";

        /// <summary>A person.</summary>
        public const string User = "User";

        /// <summary>A pointer to other places to read entities from.</summary>
        public const string Location = "Location";

        /// <summary>A recipe of the scaffolder.</summary>
        public const string Template = "Template";

        /// <summary>Context for coding tools: a skill, rule, plugin or marketplace.</summary>
        public const string AiResource = "AiResource";
    }

    /// <summary>The types of the seven relation pairs.</summary>
    public static class Relations
    {
        /// <summary>To the owner.</summary>
        public const string OwnedBy = "ownedBy";

        /// <summary>The other end of <see cref="OwnedBy"/>.</summary>
        public const string OwnerOf = "ownerOf";

        /// <summary>To an API that a component offers.</summary>
        public const string ProvidesApi = "providesApi";

        /// <summary>The other end of <see cref="ProvidesApi"/>.</summary>
        public const string ApiProvidedBy = "apiProvidedBy";

        /// <summary>To an API that a component calls.</summary>
        public const string ConsumesApi = "consumesApi";

        /// <summary>The other end of <see cref="ConsumesApi"/>.</summary>
        public const string ApiConsumedBy = "apiConsumedBy";

        /// <summary>To what the entity needs to work.</summary>
        public const string DependsOn = "dependsOn";

        /// <summary>The other end of <see cref="DependsOn"/>.</summary>
        public const string DependencyOf = "dependencyOf";

        /// <summary>To a child in a tree of groups.</summary>
        public const string ParentOf = "parentOf";

        /// <summary>The other end of <see cref="ParentOf"/>.</summary>
        public const string ChildOf = "childOf";

        /// <summary>From a user to a group.</summary>
        public const string MemberOf = "memberOf";

        /// <summary>The other end of <see cref="MemberOf"/>.</summary>
        public const string HasMember = "hasMember";

        /// <summary>To the whole that the entity is a part of.</summary>
        public const string PartOf = "partOf";

        /// <summary>The other end of <see cref="PartOf"/>.</summary>
        public const string HasPart = "hasPart";
    }

    /// <summary>Annotations that the catalog reads or writes.</summary>
    public static class Annotations
    {
        /// <summary>The location that the entity was read from, <c>type:target</c>.</summary>
        public const string ManagedByLocation = "backstage.io/managed-by-location";

        /// <summary>The registered location that led to the entity.</summary>
        public const string ManagedByOriginLocation = "backstage.io/managed-by-origin-location";

        /// <summary><c>true</c> on an entity that no source refers to any more.</summary>
        public const string Orphan = "backstage.io/orphan";

        /// <summary>Where a person can look at the source.</summary>
        public const string ViewUrl = "backstage.io/view-url";

        /// <summary>Where a person can edit the source.</summary>
        public const string EditUrl = "backstage.io/edit-url";

        /// <summary>The location of the source code, <c>type:target</c>.</summary>
        public const string SourceLocation = "backstage.io/source-location";

        /// <summary>Where the entity's documentation is built from.</summary>
        public const string TechDocsRef = "backstage.io/techdocs-ref";

        /// <summary><c>owner/repository</c> on GitHub.</summary>
        public const string GitHubProjectSlug = "github.com/project-slug";

        /// <summary><c>group/project</c> on GitLab.</summary>
        public const string GitLabProjectSlug = "gitlab.com/project-slug";

        /// <summary><c>workspace/repository</c> on Bitbucket.</summary>
        public const string BitbucketRepoSlug = "bitbucket.org/repo-slug";

        /// <summary><c>project/repository</c> on Azure DevOps.</summary>
        public const string AzureProjectRepo = "dev.azure.com/project-repo";
    }

    /// <summary>Types of status items.</summary>
    public static class StatusTypes
    {
        /// <summary>What went wrong when an entity was processed.</summary>
        public const string CatalogProcessing = "backstage.io/catalog-processing";
    }
}
