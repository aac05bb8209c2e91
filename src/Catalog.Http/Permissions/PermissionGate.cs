using Catalog.Http.Authentication;

namespace Catalog.Http.Permissions;

/// <summary>Asks who must be asked: for a program its token's restrictions, for everybody else the policy.</summary>
internal sealed class PermissionGate(IPermissionPolicy policy)
{
    /// <summary>The decision about one permission of one caller.</summary>
    public ValueTask<PolicyDecision> DecideAsync(Permission permission, Credentials caller, CancellationToken cancellationToken) =>
        caller is Credentials.Service service
            ? new(Allows(service.Restriction, permission) ? PolicyDecision.Allow : PolicyDecision.Deny)
            : policy.DecideAsync(permission, caller, cancellationToken);

    private static bool Allows(AccessRestriction? restriction, Permission permission) =>
        restriction is null
        || ((restriction.Permissions.Count == 0 || restriction.Permissions.Contains(permission.Name))
            && (restriction.Actions.Count == 0 || (permission.Action is { } action && restriction.Actions.Contains(action))));
}
