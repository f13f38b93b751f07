using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <content>The publications of a mutable channel as they are, of which this is the stream of changes.</content>
internal sealed partial class MemoryStreamState
{
    private MemoryWholes? _wholes;

    /// <summary>Whether publications are open.</summary>
    public bool HasOpen
    {
        get
        {
            lock (_kept)
            {
                return _wholes is { Open: > 0 };
            }
        }
    }

    /// <summary>Reads wholes. Null where the stream has been given up meanwhile.</summary>
    public StreamSlice? TryReadWholes(StreamRetention retention, WholeRead read, long now, StreamGenerations generations, MemoryBudget budget)
    {
        lock (_kept)
        {
            if (_isGone)
            {
                return null;
            }

            HoldToLocked(retention, now, generations, budget);
            return new StreamSlice(_wholes?.Read(read) ?? [], Top);
        }
    }

    /// <summary>Finds the id of what was published at a position.</summary>
    public string? FindId(Position position)
    {
        lock (_kept)
        {
            return position.Epoch == _epoch ? _wholes?.FindId(position.Offset) : null;
        }
    }

    /// <summary>Adds what is open and overdue.</summary>
    public void ListOverdue(long now, int limit, List<OverduePublication> into)
    {
        lock (_kept)
        {
            _wholes?.ListOverdue(channel, now, limit, into);
        }
    }

    /// <summary>Forgets the wholes, not the changes.</summary>
    public void ForgetWholes(MemoryBudget budget)
    {
        lock (_kept)
        {
            ForgetWholesLocked(budget);
        }
    }

    private void ForgetWholesLocked(MemoryBudget budget)
    {
        budget.Return(_wholes?.Bytes ?? 0);
        _wholes = null;
    }

    private AppendResult MutateLocked(StreamAppend append, Mutation mutation, IPublicationSink sink, long now, MemoryBudget budget)
    {
        var piece = WholePiece.Of(append.Publication);
        var whole = _wholes?.Find(mutation.Id);
        var refusal = mutation.FindRefusal(whole?.Summarize(now), piece);
        if (refusal is null && mutation.IsOpening(whole?.State) && (_wholes?.Open ?? 0) >= mutation.Limits.Open)
        {
            refusal = MutationRefusal.TooManyOpen;
        }

        if (refusal is not null)
        {
            return new AppendResult(Top, AppendOutcome.Refused) { Refusal = refusal };
        }

        var publication = append.Publication with { Offset = _offset + 1, Epoch = _epoch };
        var room = MemoryWhole.RoomFor(whole, mutation, publication, piece);
        if (!TryKeepLocked(publication, append.Retention, append.IdempotencyKey, room, now, budget))
        {
            return new AppendResult(default, AppendOutcome.Full);
        }

        NoteLocked(append, now);
        _wholes ??= new MemoryWholes();
        budget.Return(room - _wholes.Apply(whole, mutation, publication, piece, now, now + Ticks(mutation.Limits.AppendTimeout)));
        if (mutation.Kind == MutationKind.Publish)
        {
            budget.Return(_wholes.Trim(mutation.Limits.Publications, append.Retention.Bytes));
        }

        sink.Deliver(append.Channel, publication);
        return new AppendResult(Top, AppendOutcome.Appended);
    }
}
