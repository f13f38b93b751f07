using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Carries out a group of which something was refused once more, in one transaction: halves are tried as parts of it, down to the writes that are refused for their own sake.</summary>
/// <remarks>A thousand writes with a bad one among them cost twenty parts, one transaction and one flush.</remarks>
internal sealed class CommitIsolation(StoreDatabase database, CommitGroup group, WriteSession session)
{
    /// <summary>The parts that were carried out, in order.</summary>
    public List<CommitGroup> Done { get; } = [];

    /// <summary>The writes that were refused, each with its reason.</summary>
    public List<(CommitGroup Write, Exception Reason)> Refused { get; } = [];

    /// <summary>Carries out and commits what can be. Throws what is the database's failure.</summary>
    public async ValueTask RunAsync()
    {
        await session.BeginAsync(CancellationToken.None);
        await HalveAsync(0, group.Writes.Count);
        await session.CommitAsync(CancellationToken.None);
    }

    private async ValueTask HalveAsync(int start, int count)
    {
        var half = count / 2;
        await TryAsync(start, half);
        await TryAsync(start + half, count - half);
    }

    private async ValueTask TryAsync(int start, int count)
    {
        var part = group.Slice(start, count);
        await session.BeginPartAsync();
        try
        {
            await part.ExecuteAsync(session, isWhole: false, CancellationToken.None);
            await session.EndPartAsync();
            Done.Add(part);
            return;
        }
        catch (Exception exception) when (database.Classify(exception) is StoreFailure.Rejected or StoreFailure.Statement)
        {
            await session.UndoPartAsync();
            part.Reset();
            if (count == 1)
            {
                Refused.Add((part, exception));
                return;
            }
        }

        await HalveAsync(start, count);
    }
}
