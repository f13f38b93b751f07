using Switchboard.Extensibility;

namespace Switchboard.EventSources;

/// <summary>Holds the messages of a source that cannot be published at present, and those behind them: they are tried again in their order, the first one alone until it passes.</summary>
internal sealed class EventBacklog(Func<HeldEvent, Task<bool>> attempt, TimeProvider time)
{
    private const int AtOnce = 1000;

    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, HeldEvent> _held = [];
    private volatile bool _isHolding;

    /// <summary>Whether messages are held: others must queue behind them.</summary>
    public bool IsHolding => _isHolding;

    /// <summary>Holds a message.</summary>
    /// <returns>What became of it in the end.</returns>
    public async ValueTask<EventOutcome> HoldAsync(HeldEvent message)
    {
        using var givenUp = message.GivenUp.UnsafeRegister(static state => ((HeldEvent)state!).Answer.TrySetCanceled(), message);
        Add(message);
        return await message.Answer.Task;
    }

    private void Add(HeldEvent message)
    {
        lock (_lock)
        {
            _held.Add(message.Number, message);
            if (!_isHolding)
            {
                _isHolding = true;
                _ = Task.Run(RetryAsync, CancellationToken.None);
            }
        }
    }

    private async Task RetryAsync()
    {
        var pause = _shortest;
        while (true)
        {
            await Task.Delay(pause, time);
            if (Take() is not { } first)
            {
                if (IsDone())
                {
                    return;
                }

                continue;
            }

            if (!await AttemptAsync(first))
            {
                pause = pause * 2 < _longest ? pause * 2 : _longest;
                continue;
            }

            pause = _shortest;
            while (await AttemptRestAsync())
            {
                if (IsDone())
                {
                    return;
                }
            }
        }
    }

    /// <summary>Tries what is held, in its order and without waiting in between.</summary>
    /// <returns>Whether all of it passed.</returns>
    private async Task<bool> AttemptRestAsync()
    {
        var begun = new List<Task<bool>>();
        while (begun.Count < AtOnce && Take() is { } next)
        {
            var attempting = AttemptAsync(next);
            if (attempting.IsCompletedSuccessfully && !await attempting)
            {
                await Task.WhenAll(begun);
                return false;
            }

            begun.Add(attempting);
        }

        return (await Task.WhenAll(begun)).All(static passed => passed);
    }

    private async Task<bool> AttemptAsync(HeldEvent message)
    {
        if (await attempt(message))
        {
            return true;
        }

        lock (_lock)
        {
            _held.Add(message.Number, message);
        }

        return false;
    }

    // Those that were given up meanwhile are dropped.
    private HeldEvent? Take()
    {
        lock (_lock)
        {
            while (_held.Count > 0)
            {
                var (number, message) = _held.First();
                _held.Remove(number);
                if (!message.Answer.Task.IsCompleted)
                {
                    return message;
                }
            }

            return null;
        }
    }

    private bool IsDone()
    {
        lock (_lock)
        {
            _isHolding = _held.Count > 0;
            return !_isHolding;
        }
    }
}

/// <summary>A message on its way in.</summary>
internal sealed class HeldEvent(long number, EventMessage message, EventTarget target, CancellationToken givenUp)
{
    /// <summary>Its place in the order of its source.</summary>
    public long Number => number;

    public EventMessage Message => message;

    public EventTarget Target => target;

    /// <summary>When its source no longer wants it.</summary>
    public CancellationToken GivenUp => givenUp;

    /// <summary>How often it failed in a way that nobody expects.</summary>
    public int Failures { get; set; }

    public TaskCompletionSource<EventOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
