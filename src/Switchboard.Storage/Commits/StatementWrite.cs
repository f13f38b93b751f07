using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>A write that is a few statements, which share nothing with others of their kind.</summary>
/// <typeparam name="TResult">Its result.</typeparam>
/// <param name="handler">Carries it out.</param>
/// <param name="bytes">What it counts for in the queue.</param>
/// <param name="execute">Runs the statements. Called again where the transaction fails.</param>
internal sealed class StatementWrite<TResult>(StatementHandler handler, int bytes, Func<WriteSession, Task<TResult>> execute)
    : StoreWrite<TResult>, IStatementWrite
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public override int Bytes => bytes;

    /// <inheritdoc/>
    public async Task ExecuteAsync(WriteSession session) => Result = await execute(session);
}

/// <summary>A <see cref="StatementWrite{TResult}"/> without its result's type.</summary>
internal interface IStatementWrite
{
    /// <summary>Runs the statements.</summary>
    Task ExecuteAsync(WriteSession session);
}

/// <summary>Carries out writes that are statements, one after the other.</summary>
internal sealed class StatementHandler(int order = 0) : WriteHandler
{
    /// <inheritdoc/>
    public override int Order => order;

    /// <inheritdoc/>
    public override async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            await ((IStatementWrite)write).ExecuteAsync(session);
        }
    }
}
