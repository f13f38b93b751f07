using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Schedules;

/// <summary>A write to schedules.</summary>
/// <typeparam name="TResult">Its result.</typeparam>
/// <param name="writer">Carries it out.</param>
/// <param name="bytes">What it counts for in the queue.</param>
/// <param name="execute">What is written.</param>
internal sealed class ScheduleWrite<TResult>(ScheduleWriter writer, int bytes, Func<WriteSession, Task<TResult>> execute) : StoreWrite<TResult>, IScheduleWrite
{
    private const int Overhead = 256;

    private TResult _result = default!;

    /// <inheritdoc/>
    public override IWriteHandler Handler => writer;

    /// <inheritdoc/>
    public override int Bytes => bytes + Overhead;

    /// <inheritdoc/>
    public async Task ExecuteAsync(WriteSession session) => _result = await execute(session);

    /// <inheritdoc/>
    public void Complete() => Complete(_result);
}
