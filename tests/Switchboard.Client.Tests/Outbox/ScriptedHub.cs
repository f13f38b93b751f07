using System.Collections.Concurrent;
using System.Text;
using Switchboard.Client.Outbox;

namespace Switchboard.Client.Tests.Outbox;

/// <summary>Stands for the connection and the hub behind it: it can be away, and answers as the test says.</summary>
internal sealed class ScriptedHub : IOutboxConnectionSource, IOutboxConnection
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<string> _effects = [];
    private TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Every item that arrived, also repeatedly.</summary>
    public ConcurrentQueue<OutboxItem> Arrived { get; } = new();

    /// <summary>What the hub answers; an accepted item has its effect. Takes the item and how many arrived before it.</summary>
    public Func<OutboxItem, int, Task<OutboxSendResult>> Answer { get; set; } = static (_, _) => Task.FromResult(OutboxSendResult.Acknowledged);

    /// <summary>The payloads that had an effect, in order, each key once.</summary>
    public string[] Effects
    {
        get
        {
            lock (_lock)
            {
                return [.. _effects];
            }
        }
    }

    public static ScriptedHub Online()
    {
        var hub = new ScriptedHub();
        hub.GoOnline();
        return hub;
    }

    public void GoOnline() => _online.TrySetResult();

    public void GoOffline() => _online = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers each payload by a rule.</summary>
    public void AnswerBy(Func<string, OutboxSendResult> rule) => Answer = (item, _) => Task.FromResult(rule(Encoding.UTF8.GetString(item.Data.Span)));

    /// <summary>Has the effect of an item, as when the hub took it and the answer was lost.</summary>
    public void ApplyEffect(OutboxItem item)
    {
        lock (_lock)
        {
            if (_keys.Add(item.IdempotencyKey))
            {
                _effects.Add(Encoding.UTF8.GetString(item.Data.Span));
            }
        }
    }

    public async Task<IOutboxConnection> GetConnectionAsync(CancellationToken cancellationToken)
    {
        await _online.Task.WaitAsync(cancellationToken);
        return this;
    }

    public Task<OutboxSendResult> SendAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        if (!_online.Task.IsCompleted)
        {
            return Task.FromResult(OutboxSendResult.NotSent);
        }

        var before = Arrived.Count;
        Arrived.Enqueue(item);
        return AnswerAsync(item, before, cancellationToken);
    }

    private async Task<OutboxSendResult> AnswerAsync(OutboxItem item, int before, CancellationToken cancellationToken)
    {
        var reply = await Answer(item, before).WaitAsync(cancellationToken);
        if (reply.Status == OutboxSendStatus.Acknowledged)
        {
            ApplyEffect(item);
        }

        return reply;
    }
}
