namespace Catalog.Server.Terminal;

/// <summary>Writes log entries to the screen, one line each: time, level where it matters, what happened.</summary>
internal sealed class ScreenLogger(Screen screen, TimeProvider time) : ILoggerProvider
{
    /// <summary>Whether the web framework may speak too; not while it starts, because what stops a start is told in our own words.</summary>
    public bool ShowsFramework { get; set; }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(string text) => screen.WriteLine($"{time.GetLocalNow():HH:mm:ss} {text}");

    private sealed class Category(ScreenLogger owner, string name) : ILogger
    {
        private readonly bool _isOurs = name.StartsWith("Catalog.", StringComparison.Ordinal);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && (_isOurs || owner.ShowsFramework);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var level = logLevel switch
            {
                LogLevel.Warning => "warning: ",
                LogLevel.Error or LogLevel.Critical => "error: ",
                _ => "",
            };
            var source = _isOurs ? "" : name + ": ";
            var cause = exception is null ? "" : logLevel >= LogLevel.Error ? $"\n{exception}" : $" ({exception.Message})";
            owner.Write($"{level}{source}{formatter(state, exception)}{cause}");
        }
    }
}
