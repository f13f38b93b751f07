using Microsoft.Extensions.Logging;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Logs writes that the database refused for their own sake, a line now and then however many they are.</summary>
internal sealed class RefusedWriteLog(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(10);

    private long _loggedAt = time.GetTimestamp() - (long)(_period.TotalSeconds * time.TimestampFrequency);
    private int _count;

    /// <summary>Takes note of one.</summary>
    public void Add(StoreFailure failure, Exception reason)
    {
        _count++;
        if (time.GetElapsedTime(_loggedAt) < _period)
        {
            return;
        }

        if (failure == StoreFailure.Rejected)
        {
            StoreLog.WriteRejected(logger, _count, reason.Message);
        }
        else
        {
            StoreLog.WriteFailed(logger, reason, _count);
        }

        _loggedAt = time.GetTimestamp();
        _count = 0;
    }
}
