using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Schedules;

/// <summary>Carries out writes to schedules, one after the other. It remembers nothing of the database.</summary>
internal sealed class ScheduleWriter : IWriteHandler
{
    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            await ((IScheduleWrite)write).ExecuteAsync(session);
        }
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            ((IScheduleWrite)write).Complete();
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        // Nothing is remembered.
    }
}
