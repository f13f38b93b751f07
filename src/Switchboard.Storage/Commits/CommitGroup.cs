using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>The writes that share a commit, by their kinds.</summary>
internal sealed class CommitGroup
{
    private readonly List<(WriteHandler Handler, List<StoreWrite> Writes)> _kinds = [];

    /// <summary>Everything in it, in the order of arrival.</summary>
    public List<StoreWrite> Writes { get; } = [];

    /// <summary>How many bytes it counts for.</summary>
    public long Bytes { get; private set; }

    /// <summary>A part of a group.</summary>
    public CommitGroup Slice(int start, int count)
    {
        var part = new CommitGroup();
        for (var i = start; i < start + count; i++)
        {
            part.Add(Writes[i]);
        }

        return part;
    }

    /// <summary>Takes one in.</summary>
    public void Add(StoreWrite write)
    {
        Writes.Add(write);
        Bytes += write.Bytes;
        foreach (var (handler, writes) in _kinds)
        {
            if (handler == write.Handler)
            {
                writes.Add(write);
                return;
            }
        }

        _kinds.Add((write.Handler, [write]));
    }

    /// <summary>Carries out all of it, kind by kind.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="isWhole">Whether nothing else belongs to the transaction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask ExecuteAsync(WriteSession session, bool isWhole, CancellationToken cancellationToken)
    {
        var left = _kinds.Count;
        foreach (var (handler, writes) in _kinds.OrderBy(static kind => kind.Handler.Order))
        {
            session.IsEnding = --left == 0 && isWhole;
            await handler.ExecuteAsync(writes, session, cancellationToken);
        }
    }

    /// <summary>Notifies of all, and answers everything in it: what is on disk is answered so, whatever handing it on comes to.</summary>
    /// <param name="failed">Hears of what could not be handed on.</param>
    public void Complete(Action<Exception> failed)
    {
        foreach (var (handler, writes) in _kinds)
        {
            try
            {
                handler.HandOn(writes);
            }
            catch (Exception exception)
            {
                failed(exception);
            }

            foreach (var write in writes)
            {
                write.Complete();
            }
        }
    }

    /// <summary>Has the handlers forget what they have cached of the database.</summary>
    public void Reset()
    {
        foreach (var (handler, _) in _kinds)
        {
            handler.Reset();
        }
    }

    /// <summary>Answers everything in it with a failure.</summary>
    public void Fail(Exception exception)
    {
        foreach (var write in Writes)
        {
            write.Fail(exception);
        }
    }
}
