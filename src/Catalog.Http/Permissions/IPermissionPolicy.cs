using Catalog.Http.Authentication;
using Catalog.Index.Query;

namespace Catalog.Http.Permissions;

/// <summary>Decides who may do what; put your own into the services to replace the one that allows everything.</summary>
/// <remarks>
/// Asked once a request, by people only: programs are bound by the access restrictions of their tokens. A condition becomes part of
/// every question, so that what a person may not see shows in no list, count, facet or cursor.
/// </remarks>
public interface IPermissionPolicy
{
    /// <summary>Decides about one permission of one caller.</summary>
    ValueTask<PolicyDecision> DecideAsync(Permission permission, Credentials caller, CancellationToken cancellationToken);
}

/// <summary>What a policy decided: the entities that the permission is given for.</summary>
public sealed record PolicyDecision
{
    private PolicyDecision(Condition where) => Where = where;

    /// <summary>Always.</summary>
    public static PolicyDecision Allow { get; } = new(Condition.Everything);

    /// <summary>Never.</summary>
    public static PolicyDecision Deny { get; } = new(Condition.Nothing);

    /// <summary>For these entities; only with permissions that are on entities.</summary>
    public static PolicyDecision If(Condition where) => new(where);

    /// <summary>For which entities.</summary>
    public Condition Where { get; }

    /// <summary>Whether nothing is allowed.</summary>
    public bool IsDeny => ReferenceEquals(this, Deny);
}

/// <summary>Everybody may do everything.</summary>
internal sealed class AllowEverything : IPermissionPolicy
{
    public ValueTask<PolicyDecision> DecideAsync(Permission permission, Credentials caller, CancellationToken cancellationToken) => new(PolicyDecision.Allow);
}
