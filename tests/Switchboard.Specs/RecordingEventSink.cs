using System.Text;
using System.Threading.Channels;
using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>Takes messages, and answers them as a test wants.</summary>
public sealed class RecordingEventSink : IEventSink
{
    private readonly Channel<HandedMessage> _messages = Channel.CreateUnbounded<HandedMessage>();
    private readonly Channel<string> _states = Channel.CreateUnbounded<string>();
    private volatile string? _position;

    /// <summary>Whether each message is answered at once.</summary>
    public bool AnswersAtOnce { get; set; } = true;

    /// <summary>The bodies that are unusable, and why.</summary>
    public Dictionary<string, string> Unusable { get; } = new(StringComparer.Ordinal);

    /// <summary>The largest message that is usable.</summary>
    public long MaxBytes { get; set; } = long.MaxValue;

    /// <summary>How many messages were given to nobody.</summary>
    public int Drops { get; private set; }

    /// <inheritdoc/>
    public bool IsDurable { get; set; }

    /// <summary>The next message; waits for it.</summary>
    public async Task<HandedMessage> NextAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience.Limit);
        return await _messages.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Whether nothing has come that was not read.</summary>
    public bool IsEmpty => _messages.Reader.Count == 0;

    /// <summary>Waits until it is told a state: <c>started</c>, or what interrupted the source.</summary>
    public async Task<string> StateAsync(Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience.Limit);
        while (true)
        {
            if (await _states.Reader.ReadAsync(patience.Token) is var state && wanted(state))
            {
                return state;
            }
        }
    }

    /// <inheritdoc/>
    public string? FindFault(long bytes) => bytes <= MaxBytes ? null : "it is too large";

    /// <inheritdoc/>
    public async ValueTask<EventOutcome> AcceptAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetString(message.Body.Span);
        var handed = new HandedMessage(body, message.Id, message.FindHeader("kind"), new TaskCompletionSource<EventOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Unusable.TryGetValue(body, out var reason))
        {
            handed.Answer.SetResult(new EventOutcome(reason));
        }
        else if (AnswersAtOnce)
        {
            handed.Answer.SetResult(EventOutcome.Published);
        }

        _messages.Writer.TryWrite(handed);
        return await handed.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> ReadPositionAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_position);

    /// <inheritdoc/>
    public void NotePosition(string position) => _position = position;

    /// <inheritdoc/>
    public void Started() => _states.Writer.TryWrite("started");

    /// <inheritdoc/>
    public void StandingBy() => _states.Writer.TryWrite("standing by");

    /// <inheritdoc/>
    public void Interrupted(string problem) => _states.Writer.TryWrite(problem);

    /// <inheritdoc/>
    public void Dropped() => Drops++;
}

/// <summary>A message that a sink was handed.</summary>
/// <param name="Body">Its payload.</param>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its header <c>kind</c>.</param>
/// <param name="Answer">What the source is waiting for.</param>
public sealed record HandedMessage(string Body, string? Id, string? Kind, TaskCompletionSource<EventOutcome> Answer);
