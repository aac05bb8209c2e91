namespace Catalog.Server.Terminal;

/// <summary>Writes log entries to the screen, one line each: time, level where it matters, what happened.</summary>
internal sealed class ScreenLogger(Screen screen, TimeProvider time) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(screen, time, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Category(Screen screen, TimeProvider time, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var level = logLevel switch
            {
                LogLevel.Warning => "warning: ",
                LogLevel.Error or LogLevel.Critical => "error: ",
                _ => "",
            };
            var source = name.StartsWith("Catalog.", StringComparison.Ordinal) ? "" : name + ": ";
            var cause = exception is null ? "" : logLevel >= LogLevel.Error ? $"\n{exception}" : $" ({exception.Message})";
            screen.WriteLine($"{time.GetLocalNow():HH:mm:ss} {level}{source}{formatter(state, exception)}{cause}");
        }
    }
}
