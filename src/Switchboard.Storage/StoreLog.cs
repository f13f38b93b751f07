using Microsoft.Extensions.Logging;

namespace Switchboard.Storage;

/// <summary>Log messages of the durable store. Event ids 500 to 519.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(500, LogLevel.Information, "The store {Store} is open.")]
    public static partial void Opened(ILogger logger, string store);

    [LoggerMessage(501, LogLevel.Error, "The store {Store} cannot be written to: durable publications are refused, everything else goes on. It is tried again and again.")]
    public static partial void Unavailable(ILogger logger, Exception exception, string store);

    [LoggerMessage(502, LogLevel.Information, "The store {Store} can be written to again.")]
    public static partial void Available(ILogger logger, string store);

    [LoggerMessage(503, LogLevel.Error, "The store {Store} is there, but cannot be used by this program.")]
    public static partial void Unusable(ILogger logger, Exception exception, string store);

    [LoggerMessage(504, LogLevel.Error, "The store refused a write for its own sake ({Count} since the last such line).")]
    public static partial void WriteFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(505, LogLevel.Error, "A commit could not be told of. Report it.")]
    public static partial void NotifyFailed(ILogger logger, Exception exception);

    [LoggerMessage(506, LogLevel.Error, "Removing what is past its time failed; the next turn comes as usual.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(507, LogLevel.Debug, "The write-ahead log could not be copied into the database file; the next turn comes as usual.")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception);

    [LoggerMessage(508, LogLevel.Warning, "The store cannot hold what was to be written ({Count} since the last such line): {Reason}")]
    public static partial void WriteRejected(ILogger logger, int count, string reason);

    [LoggerMessage(509, LogLevel.Error, "The store {Store} is damaged: durable publications are refused until the server is started with a store that is sound, everything else goes on. Find out more by 'switchboard store check', and restore a backup.")]
    public static partial void Damaged(ILogger logger, Exception exception, string store);

    [LoggerMessage(510, LogLevel.Error, "The writer of the store failed and begins anew. Report it.")]
    public static partial void WriterFailed(ILogger logger, Exception exception);

    [LoggerMessage(511, LogLevel.Error, "The store {Store} could not be looked through for damage; the next turn comes as usual.")]
    public static partial void VerifyFailed(ILogger logger, Exception exception, string store);
}
