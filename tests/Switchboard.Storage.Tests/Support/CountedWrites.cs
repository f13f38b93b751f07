using Dapper;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Tests.Support;

/// <summary>Carries out statements, counts how often it is called, and can be held up.</summary>
internal sealed class CountingHandler : WriteHandler
{
    /// <summary>How often it was called.</summary>
    public int Executed { get; set; }

    /// <summary>What it waits for; null for nothing.</summary>
    public ManualResetEventSlim? Wait { get; set; }

    /// <summary>Completes when it waits.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        Executed++;
        if (Wait is { } wait)
        {
            Waiting.TrySetResult();
            wait.Wait(cancellationToken);
        }

        foreach (var write in writes.Cast<CountedWrite>())
        {
            await session.Connection.ExecuteAsync(write.Sql, transaction: session.Transaction);
        }
    }
}

/// <summary>A statement.</summary>
internal sealed class CountedWrite(CountingHandler handler, string sql) : StoreWrite<bool>
{
    public string Sql => sql;

    /// <inheritdoc/>
    public override WriteHandler Handler => handler;
}
