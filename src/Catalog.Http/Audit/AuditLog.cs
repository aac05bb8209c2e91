using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Catalog.Http.Audit;

/// <summary>
/// Who asked or changed what, as structured log lines of category <c>Catalog.Http.Audit</c>, written beside the requests and not in them.
/// Questions are of level debug, changes of level information. When the log cannot keep up, questions are left out and counted; changes wait.
/// </summary>
internal sealed partial class AuditLog(ILoggerFactory loggers) : BackgroundService
{
    private const int Capacity = 10_000;
    private readonly ILogger _logger = loggers.CreateLogger("Catalog.Http.Audit");
    private readonly Channel<AuditEvent> _events = Channel.CreateBounded<AuditEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private long _lost;

    /// <summary>Whether anybody reads of such events.</summary>
    public bool Wants(bool isChange) => _logger.IsEnabled(isChange ? LogLevel.Information : LogLevel.Debug);

    /// <summary>Takes an event.</summary>
    public ValueTask WriteAsync(AuditEvent entry, CancellationToken cancellationToken)
    {
        if (_events.Writer.TryWrite(entry))
        {
            return default;
        }

        if (entry.IsChange)
        {
            return _events.Writer.WriteAsync(entry, cancellationToken);
        }

        Interlocked.Increment(ref _lost);
        return default;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _events.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var entry in _events.Reader.ReadAllAsync(CancellationToken.None))
        {
            LogEvent(entry.IsChange ? LogLevel.Information : LogLevel.Debug, entry.Id, entry.Operation, entry.Actor, entry.Address, entry.Method, entry.Url, entry.Status, entry.At);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
            {
                LogLost(lost);
            }
        }
    }

    [LoggerMessage(EventId = 21, Message = "{EventId} {Operation} by {Actor} from {Address}: {Method} {Url} answered {Status} at {At}", SkipEnabledCheck = true)]
    private partial void LogEvent(
        LogLevel level, string eventId, string operation, string actor, string? address, string method, string url, int status, DateTimeOffset at);

    [LoggerMessage(22, LogLevel.Warning, "{Lost} questions are missing from the audit log: it could not keep up.")]
    private partial void LogLost(long lost);
}
