using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Inbox;

/// <summary>Tells the hub which messages were handled: what gathers while one mark is under way goes with the next. What a lost connection leaves in doubt is told again.</summary>
internal sealed class DeliveredMarks(ClientContext context)
{
    private const int MaxPortion = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _waiting = new();
    private int _portion = MaxPortion;
    private long _causes;
    private bool _isRunning;

    /// <summary>Adds a message. Where more wait than are remembered the oldest are left out: the hub sends them again, which is known by their ids.</summary>
    public void Add(string id)
    {
        lock (_gate)
        {
            if (!_known.Add(id))
            {
                return;
            }

            _waiting.Enqueue(id);
            if (_waiting.Count > context.Settings.InboxMemoryCount)
            {
                _known.Remove(_waiting.Dequeue());
            }
        }

        Begin();
    }

    /// <summary>Tells what waits, over the present connection; without one nothing is done.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _causes++;
            if (_isRunning || _waiting.Count == 0)
            {
                return;
            }

            _isRunning = true;
        }

        context.Background.Run(TellAsync);
    }

    /// <summary>Hands everything that waits to the present connection, which sends it before it closes. For the end of the client.</summary>
    public void Flush()
    {
        while (context.Session is { } session && TakePortion() is { Length: > 0 } ids)
        {
            session.Request(ToCommand(ids));
        }
    }

    private static RpcCommand ToCommand(string[] ids) => new(0, "sb.mark", InboxCodec.Mark(ids, InboxMark.Delivered));

    private async Task TellAsync()
    {
        var attempt = 0;
        long seen;
        do
        {
            seen = Causes();
            while (context.Session is { } session && TakePortion() is { Length: > 0 } ids)
            {
                var answer = await session.Request(ToCommand(ids)).Answer.ConfigureAwait(false);
                attempt = Settle(ids, answer) ? 0 : attempt + 1;
                if (attempt > 0)
                {
                    await PauseAsync(session, attempt).ConfigureAwait(false);
                }
            }
        }
        while (!TryEnd(seen));
    }

    /// <summary>Takes note of an answer. False where the same is to be tried again.</summary>
    private bool Settle(string[] ids, in RequestAnswer answer)
    {
        var isTooMany = answer.Error?.Code == ErrorCodes.LimitExceeded.Code && ids.Length > 1;
        if (answer.Failure is not null || answer.Error is { Temporary: true } || isTooMany)
        {
            GiveBack(ids, isTooMany);
            return false;
        }

        if (answer.Error is { } error)
        {
            ClientLog.MarkRefused(context.Logger, ids.Length, error.Code);
        }

        lock (_gate)
        {
            _known.ExceptWith(ids);
        }

        return true;
    }

    private async Task PauseAsync(Session session, int attempt)
    {
        try
        {
            await Task.Delay(context.Settings.Backoff.DelayOf(attempt), context.Settings.Time, session.Ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next connection is used at once.
            return;
        }
    }

    private string[] TakePortion()
    {
        lock (_gate)
        {
            var ids = new string[Math.Min(_portion, _waiting.Count)];
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = _waiting.Dequeue();
            }

            return ids;
        }
    }

    private void GiveBack(string[] ids, bool areTooMany)
    {
        lock (_gate)
        {
            _portion = areTooMany ? Math.Max(1, ids.Length / 2) : _portion;
            Array.ForEach(ids, _waiting.Enqueue);
        }
    }

    private long Causes()
    {
        lock (_gate)
        {
            return _causes;
        }
    }

    // A connection or message that came after the last look must not find the work still counting as running.
    private bool TryEnd(long seen)
    {
        lock (_gate)
        {
            _isRunning = _causes != seen;
            return !_isRunning;
        }
    }
}
