using Catalog.Model;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Telemetry;

/// <summary>All that the engine logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Entity} is not taken: {Reason}", EventName = "EntityRefused")]
    public static partial void Refused(ILogger logger, EntityRef entity, string reason);

    [LoggerMessage(2, LogLevel.Error, "A turn of {Entity} failed; this is a defect of the engine", EventName = "TurnFailed")]
    public static partial void TurnFailed(ILogger logger, Exception cause, EntityRef entity);

    [LoggerMessage(3, LogLevel.Error, "The store refused a commit of {Count} changes (attempt {Attempt}); trying again", EventName = "StoreRefused")]
    public static partial void StoreRefused(ILogger logger, Exception cause, int count, int attempt);

    [LoggerMessage(4, LogLevel.Critical, "The catalog has stopped writing", EventName = "StoreFailed")]
    public static partial void StoreFailed(ILogger logger, Exception cause);

    [LoggerMessage(5, LogLevel.Error, "The store refused to read {Count} records; trying again", EventName = "StoreUnreadable")]
    public static partial void StoreUnreadable(ILogger logger, Exception cause, int count);

    [LoggerMessage(6, LogLevel.Warning, "Entity {Number} of a mutation by {Provider} is not taken: {Reason}", EventName = "EntityRejected")]
    public static partial void Rejected(ILogger logger, string provider, int number, string reason);

    [LoggerMessage(7, LogLevel.Information, "{Count} entities, up to feed position {Sequence}; {Untold} have something left to tell, {Unprocessed} to be processed", EventName = "Leads")]
    public static partial void Leads(ILogger logger, int count, long sequence, int untold, int unprocessed);

    [LoggerMessage(8, LogLevel.Warning, "The provider {Provider} is not configured any more; its {Count} entities are removed (catalog.orphanProviderStrategy: delete)", EventName = "OrphanProvider")]
    public static partial void OrphanProvider(ILogger logger, string provider, int count);

    [LoggerMessage(11, LogLevel.Information, "{Entity} is not visible: {Problem} (and {More} more problems); next try {NextDue}", EventName = "NotVisible")]
    public static partial void NotVisible(ILogger logger, EntityRef entity, string problem, int more, DateTimeOffset? nextDue);

    [LoggerMessage(12, LogLevel.Information, "{Entity} keeps its last good version: {Problem} (and {More} more problems); next try {NextDue}", EventName = "LastGoodKept")]
    public static partial void LastGoodKept(ILogger logger, EntityRef entity, string problem, int more, DateTimeOffset? nextDue);

    [LoggerMessage(9, LogLevel.Error, "The provider {Provider} failed; {Then}", EventName = "ProviderFailed")]
    public static partial void ProviderFailed(ILogger logger, Exception cause, string provider, string then);

    [LoggerMessage(10, LogLevel.Warning, "The provider {Provider} keeps {Count} entities that its source no longer gave: {Reason}", EventName = "RemovalsRefused")]
    public static partial void RemovalsRefused(ILogger logger, string provider, int count, string reason);

    [LoggerMessage(13, LogLevel.Warning, "What other processes have committed cannot be read now, and is tried again", EventName = "FeedUnreadable")]
    public static partial void FeedUnreadable(ILogger logger, Exception cause);

    [LoggerMessage(14, LogLevel.Information, "The index is made of all entities, since its checkpoint {Path} cannot be used: {Reason}", EventName = "CheckpointUnusable")]
    public static partial void CheckpointUnusable(ILogger logger, string path, string reason);

    [LoggerMessage(15, LogLevel.Warning, "The checkpoint of the index cannot be written to {Path}; the next start takes longer: {Reason}", EventName = "CheckpointNotSaved")]
    public static partial void CheckpointNotSaved(ILogger logger, string path, string reason);
}
