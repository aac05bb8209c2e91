namespace Catalog.Http.Audit;

/// <summary>One line of the audit log: who asked what, and how it ended.</summary>
/// <param name="Id">What kind of thing was asked, in Backstage's words (<c>entity-fetch</c>, <c>location-mutate</c>, …).</param>
/// <param name="Operation">The operation.</param>
/// <param name="IsChange">Whether it may have changed something.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Address">From where.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">The path and query.</param>
/// <param name="Status">The HTTP status that was answered.</param>
/// <param name="At">When.</param>
internal sealed record AuditEvent(
    string Id, string Operation, bool IsChange, string Actor, string? Address, string Method, string Url, int Status, DateTimeOffset At);
