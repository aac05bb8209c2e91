namespace Catalog.Model;

/// <summary>
/// A problem as Backstage words it over HTTP: which step found it and for which entity, with the finding itself as the cause.
/// For people at a terminal the problem's own message is better.
/// </summary>
/// <param name="Name">The error's name, for example <c>InputError</c>.</param>
/// <param name="Message">The message; ends with that of the cause.</param>
/// <param name="Cause">The error behind it; null when there is none.</param>
public sealed record ReportedError(string Name, string Message, ReportedError? Cause = null)
{
    private const string CausedBy = "; caused by ";

    /// <summary>Words a problem of an entity.</summary>
    public static ReportedError Of(Problem problem, EntityRef entity) => problem.Message switch
    {
        ['"', ..] => Wrap(problem, $"Policy check failed for {entity}", new ReportedError("Error", problem.Message)),
        ['/', 's', 'p', 'e', 'c', ..] => Wrap(
            problem,
            $"Processor BuiltinKindsEntityProcessor threw an error while validating the entity {entity}",
            new ReportedError("TypeError", problem.Message)),
        ['/' or '<', ..] => Wrap(problem, $"Policy check failed for {entity}", new ReportedError("Error", $"Malformed envelope, {problem.Message}")),
        _ => Split(problem.Name, problem.Message),
    };

    /// <summary>Whether a problem was found by checking the entity's own shape; Backstage reports the first of these only.</summary>
    public static bool IsCheck(Problem problem) => problem.Message is ['"' or '/' or '<', ..];

    /// <summary><c>Name: message</c>.</summary>
    public override string ToString() => $"{Name}: {Message}";

    private static ReportedError Wrap(Problem problem, string message, ReportedError cause) => new(problem.Name, $"{message}{CausedBy}{cause}", cause);

    private static ReportedError Split(string name, string message)
    {
        var cause = message.IndexOf(CausedBy, StringComparison.Ordinal);
        var start = cause + CausedBy.Length;
        var colon = cause < 0 ? -1 : message.IndexOf(": ", start, StringComparison.Ordinal);
        return new ReportedError(name, message, colon < 0 ? null : Split(message[start..colon], message[(colon + 2)..]));
    }
}
