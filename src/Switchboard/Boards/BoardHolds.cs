using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Timing;

namespace Switchboard.Boards;

/// <summary>Reminds holders, and frees lines whose holds have ended. What is due, and when, is in the entries alone.</summary>
/// <remarks>
/// It sleeps until the next deadline that it knows. A board tells it of those that are set here; those that other nodes have set, or this one
/// before it was started, it finds when it looks through the list of boards, with one indexed read for each. Of several nodes that free the
/// same line one does it, by compare-and-set. In a turn it does one page of each board in which something is due, and what fails keeps neither
/// other boards nor other lines waiting.
/// </remarks>
internal sealed class BoardHolds(
    BoardRegistry registry, BoardStore store, BoardDueLines lines, BoardAlarm alarm, SettingsHolder settings, Clock clock, ILogger<BoardHolds> logger)
{
    private const int AtOnce = 256;
    private const int BoardsAtOnce = 1000;

    // A node that was lost had set deadlines that nobody else knows: they are that much late at most. It is also the pause after what failed for good.
    private static readonly TimeSpan _lookPeriod = TimeSpan.FromSeconds(15);

    // After a failure that may pass.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _due = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _queue = new();
    private readonly Dictionary<string, Pass> _passes = new(StringComparer.Ordinal);
    private long _lookAt;
    private bool _isWaiting;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var sleep = await TurnAsync(stopping);
            if (sleep > TimeSpan.Zero)
            {
                await alarm.SleepAsync(sleep, stopping);
            }
        }
    }

    private long Now => clock.UtcNow.ToUnixTimeMilliseconds();

    private async Task<TimeSpan> TurnAsync(CancellationToken stopping)
    {
        foreach (var (channel, due) in alarm.Take())
        {
            Note(channel, due);
        }

        Exception? failure = null;
        if (Now >= _lookAt)
        {
            failure = await TryAsync(() => LookAsync(stopping), stopping);
            _lookAt = Now + (long)PauseAfter(failure).TotalMilliseconds;
        }

        foreach (var channel in TakeDue())
        {
            if (await TryAsync(() => CarryOutAsync(channel, stopping), stopping) is { } error)
            {
                Note(channel, Now + (long)PauseAfter(error).TotalMilliseconds);
                failure ??= error;
            }
        }

        Tell(failure);

        var next = _queue.TryPeek(out _, out var first) ? Math.Min(first, _lookAt) : _lookAt;
        return TimeSpan.FromMilliseconds(Math.Max(0, next - Now));
    }

    // A store that is away is told of once: it is asked again each second.
    private void Tell(Exception? failure)
    {
        if (failure is not SwitchboardException { Error: var error } || !BoardErrors.MayPass(error))
        {
            _isWaiting = false;
            if (failure is not null)
            {
                BoardLog.HoldsFailed(logger, failure, PauseAfter(failure).TotalSeconds);
            }
        }
        else if (!_isWaiting)
        {
            _isWaiting = true;
            BoardLog.HoldsWait(logger, error.Code, error.Message);
        }
    }

    private static TimeSpan PauseAfter(Exception? failure) => failure is SwitchboardException { Error: var error } && BoardErrors.MayPass(error) ? _pause : _lookPeriod;

    private static async Task<Exception?> TryAsync(Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            return exception;
        }
    }

    private void Note(string channel, long due)
    {
        if (!_due.TryGetValue(channel, out var known) || due < known)
        {
            _due[channel] = due;
            _queue.Enqueue(channel, due);
        }
    }

    private List<string> TakeDue()
    {
        var channels = new List<string>();
        var now = Now;
        while (_queue.TryPeek(out var channel, out var due) && due <= now)
        {
            _queue.Dequeue();
            if (_due.TryGetValue(channel, out var known) && known == due)
            {
                _due.Remove(channel);
                channels.Add(channel);
            }
        }

        return channels;
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        Exception? failure = null;
        string? cursor = null;
        do
        {
            var page = await registry.ListAsync(cursor, BoardsAtOnce, stopping);
            if (!page.IsSuccess)
            {
                throw new SwitchboardException(page.Error!);
            }

            foreach (var channel in page.Value!.Channels)
            {
                failure = await TryAsync(() => LookAtAsync(channel, stopping), stopping) ?? failure;
            }

            cursor = page.Value.Cursor;
        }
        while (cursor is not null);

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task LookAtAsync(string channel, CancellationToken stopping)
    {
        if (TargetOf(channel) is { } target && await NextAsync(target, null, 1, stopping) is { Entries: [var first, ..] })
        {
            Note(channel, first.Score);
        }
    }

    private async Task CarryOutAsync(string channel, CancellationToken stopping)
    {
        var pass = _passes.Remove(channel, out var begun) ? begun : new Pass(null, null);
        if (TargetOf(channel) is not { } target)
        {
            return;
        }

        var page = await NextAsync(target, pass.After, AtOnce, stopping);
        var due = page.Entries.TakeWhile(entry => entry.Score <= Now).ToArray();
        var outcomes = await Task.WhenAll(due.Select(entry => TryAsync(() => lines.CarryOutAsync(target, entry, stopping), stopping)));
        var failure = outcomes.FirstOrDefault(static error => error is not null) ?? pass.Failure;
        if (due.Length == page.Entries.Count && page.Next is { } next)
        {
            // The other boards come first.
            _passes[channel] = new Pass(next, failure);
            Note(channel, Now);
            return;
        }

        if (due.Length < page.Entries.Count)
        {
            Note(channel, page.Entries[due.Length].Score);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private BoardTarget? TargetOf(string channel)
        => settings.Current.Namespaces.TryResolve(channel, out var space) && space.Board is not null ? new BoardTarget(channel, space) : null;

    private async ValueTask<MapPage> NextAsync(BoardTarget target, MapCursor? after, int limit, CancellationToken stopping)
    {
        var page = await store.ReadNextDueAsync(target, after, limit, stopping);
        return page.Value ?? throw new SwitchboardException(page.Error!);
    }

    /// <summary>A way through what is due in a board, page by page.</summary>
    /// <param name="After">Where it goes on; null for the beginning.</param>
    /// <param name="Failure">What could not be done on the way; null for nothing.</param>
    private readonly record struct Pass(MapCursor? After, Exception? Failure);
}
