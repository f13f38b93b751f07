using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Inbox;

/// <summary>Acknowledges handled messages to the hub, in batches: what is added while one is under way goes with the next. After a lost connection, what was not answered is sent again.</summary>
internal sealed class MessageAcknowledger(ClientContext context)
{
    private const int MaxBatchSize = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _pending = new();
    private int _batchSize = MaxBatchSize;
    private long _version;
    private bool _isRunning;

    /// <summary>Adds a message. Above the limit the oldest are dropped: the hub sends them again, and they are recognised by their ids.</summary>
    public void Add(string id)
    {
        lock (_gate)
        {
            if (!_known.Add(id))
            {
                return;
            }

            _pending.Enqueue(id);
            if (_pending.Count > context.Settings.InboxDeduplicationCount)
            {
                _known.Remove(_pending.Dequeue());
            }
        }

        Start();
    }

    /// <summary>Starts to send what is pending over the present connection; without one it waits for the next call.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _version++;
            if (_isRunning || _pending.Count == 0)
            {
                return;
            }

            _isRunning = true;
        }

        context.Background.Run(SendAllAsync);
    }

    /// <summary>Queues everything that is pending on the present connection, which sends it before it closes. For the end of the client.</summary>
    public void Flush()
    {
        while (context.Session is { } session && TakeBatch() is { Length: > 0 } ids)
        {
            session.Request(CreateCommand(ids));
        }
    }

    private static RpcCommand CreateCommand(string[] ids) => new(0, "sb.mark", InboxCodec.WriteMark(ids, InboxMark.Delivered));

    private async Task SendAllAsync()
    {
        var attempt = 0;
        long version;
        do
        {
            version = ReadVersion();
            while (context.Session is { } session && TakeBatch() is { Length: > 0 } ids)
            {
                var result = await session.Request(CreateCommand(ids)).Completion.ConfigureAwait(false);
                attempt = TryComplete(ids, result) ? 0 : attempt + 1;
                if (attempt > 0)
                {
                    await DelayRetryAsync(session, attempt).ConfigureAwait(false);
                }
            }
        }
        while (!TryStop(version));
    }

    /// <summary>Removes acknowledged messages. False where the batch has to be sent again.</summary>
    private bool TryComplete(string[] ids, in RequestResult result)
    {
        var isTooLarge = result.Error?.Code == ErrorCodes.LimitExceeded.Code && ids.Length > 1;
        if (result.Failure is not null || result.Error is { Temporary: true } || isTooLarge)
        {
            Requeue(ids, isTooLarge);
            return false;
        }

        if (result.Error is { } error)
        {
            ClientLog.MarkRefused(context.Logger, ids.Length, error.Code);
        }

        lock (_gate)
        {
            _known.ExceptWith(ids);
        }

        return true;
    }

    private async Task DelayRetryAsync(Session session, int attempt)
    {
        try
        {
            await Task.Delay(context.Settings.Backoff.GetDelay(attempt), context.Settings.Time, session.Ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next connection is used at once.
            return;
        }
    }

    private string[] TakeBatch()
    {
        lock (_gate)
        {
            var ids = new string[Math.Min(_batchSize, _pending.Count)];
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = _pending.Dequeue();
            }

            return ids;
        }
    }

    private void Requeue(string[] ids, bool isTooLarge)
    {
        lock (_gate)
        {
            _batchSize = isTooLarge ? Math.Max(1, ids.Length / 2) : _batchSize;
            Array.ForEach(ids, _pending.Enqueue);
        }
    }

    private long ReadVersion()
    {
        lock (_gate)
        {
            return _version;
        }
    }

    // A connection or message that came after the last look has found this running, and has not started it: then it goes on.
    private bool TryStop(long version)
    {
        lock (_gate)
        {
            _isRunning = _version != version;
            return !_isRunning;
        }
    }
}
