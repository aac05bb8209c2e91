namespace Catalog.Sources.Urls.Scm;

/// <summary>The source code hosts whose file pages can be read.</summary>
public enum ScmKind
{
    /// <summary><c>integrations.github</c>.</summary>
    GitHub,

    /// <summary><c>integrations.gitlab</c>.</summary>
    GitLab,

    /// <summary><c>integrations.bitbucketCloud</c>.</summary>
    BitbucketCloud,

    /// <summary><c>integrations.bitbucketServer</c>.</summary>
    BitbucketServer,

    /// <summary><c>integrations.azure</c>.</summary>
    Azure,

    /// <summary><c>integrations.gitea</c>.</summary>
    Gitea,
}
