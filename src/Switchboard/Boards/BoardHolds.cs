using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Inbox;
using Switchboard.Timing;

namespace Switchboard.Boards;

/// <summary>Reminds holders, and frees lines whose holds have ended. What is due, and when, is in the entries alone.</summary>
/// <remarks>
/// It sleeps until the next deadline that it knows. A board tells it of those that are set here; those that other nodes have set, or this one
/// before it was started, it finds when it looks through the list of boards, with one indexed read for each. Of several nodes that free the
/// same line one does it, by compare-and-set.
/// </remarks>
internal sealed class BoardHolds(
    BoardRegistry registry, BoardStore store, BoardAlarm alarm, BoardMetrics metrics, HubMessages messages, SettingsHolder settings, Clock clock, ILogger<BoardHolds> logger)
{
    private const int AtOnce = 256;
    private const int BoardsAtOnce = 1000;

    // A node that was lost had set deadlines that nobody else knows: they are that much late at most.
    private static readonly TimeSpan _lookPeriod = TimeSpan.FromSeconds(15);

    // After a failure.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _due = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _queue = new();
    private long _lookAt;

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

    private async Task<TimeSpan> TurnAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var (channel, due) in alarm.Take())
            {
                Note(channel, due);
            }

            if (Now >= _lookAt)
            {
                await LookAsync(stopping);
                _lookAt = Now + (long)_lookPeriod.TotalMilliseconds;
            }

            while (TryTakeDue(out var channel))
            {
                await CarryOutAsync(channel, stopping);
            }

            var next = _queue.TryPeek(out _, out var first) ? Math.Min(first, _lookAt) : _lookAt;
            return TimeSpan.FromMilliseconds(Math.Max(0, next - Now));
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            BoardLog.HoldsFailed(logger, exception, _pause.TotalSeconds);
            _lookAt = 0;
            await alarm.SleepAsync(_pause, stopping);
            return TimeSpan.Zero;
        }
    }

    private long Now => clock.UtcNow.ToUnixTimeMilliseconds();

    private void Note(string channel, long due)
    {
        if (!_due.TryGetValue(channel, out var known) || due < known)
        {
            _due[channel] = due;
            _queue.Enqueue(channel, due);
        }
    }

    private bool TryTakeDue(out string channel)
    {
        while (_queue.TryPeek(out channel!, out var due) && due <= Now)
        {
            _queue.Dequeue();
            if (_due.TryGetValue(channel, out var known) && known == due)
            {
                _due.Remove(channel);
                return true;
            }
        }

        return false;
    }

    private async Task LookAsync(CancellationToken stopping)
    {
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
                if (TargetOf(channel) is { } target && await NextAsync(target, 1, stopping) is [var first, ..])
                {
                    Note(channel, first.Score);
                }
            }

            cursor = page.Value.Cursor;
        }
        while (cursor is not null);
    }

    private async Task CarryOutAsync(string channel, CancellationToken stopping)
    {
        while (TargetOf(channel) is { } target)
        {
            var next = await NextAsync(target, AtOnce, stopping);
            var due = next.TakeWhile(entry => entry.Score <= Now).ToArray();
            await Task.WhenAll(due.Select(entry => CarryOutAsync(target, BoardStore.LineOf(entry), stopping)));
            if (due.Length < next.Count)
            {
                Note(channel, next[due.Length].Score);
                return;
            }

            if (next.Count < AtOnce)
            {
                return;
            }
        }
    }

    // Whoever renews, frees or takes it over meanwhile has changed the entry: nothing is done then, and its new deadline is known.
    private async Task CarryOutAsync(BoardTarget target, BoardLine line, CancellationToken stopping)
    {
        var (entry, now) = (line.Entry, BoardTime.Now(clock));
        if (entry.Holder is null || entry.Until is not { } until)
        {
            return;
        }

        var hasEnded = until <= now;
        if (!hasEnded)
        {
            // Before the entry says that it was done: it is one message however often it is sent.
            await RemindAsync(target, line, until, stopping);
        }

        var changed = hasEnded ? BoardTransitions.Free(entry, BoardActor.Hub.Name, "expired", now) : BoardTransitions.Remind(entry, BoardActor.Hub.Name);
        var written = await store.WriteAsync(BoardActor.Hub, target, new BoardWrite(line.Line, changed, line.Position), stopping);
        if (written.IsSuccess)
        {
            metrics.Hold(hasEnded ? "expired" : "reminded");
        }
        else if (written.Error!.Code != ErrorCodes.Conflict.Code)
        {
            throw new SwitchboardException(written.Error);
        }
    }

    private async Task RemindAsync(BoardTarget target, BoardLine line, DateTimeOffset until, CancellationToken stopping)
    {
        if (target.Rules is not { Holder: BoardHolder.Principal, Reminder: not null } || !settings.Current.Inbox.Enabled)
        {
            return;
        }

        var id = BoardNotice.IdOf(target.Channel, line.Line, until);
        var notice = new BoardNotice(id, target.Channel, line.Line, line.Entry.Main ?? "", line.Entry.Sub, until.ToUnixTimeMilliseconds());
        var json = JsonSerializer.SerializeToUtf8Bytes(notice, BoardNoticeJson.Default.BoardNotice);
        if (await messages.SendAsync(line.Entry.Holder!, id, BoardNotice.Event, json, stopping) is { } error)
        {
            BoardLog.ReminderFailed(logger, target.Channel, error.Code, error.Message);
        }
    }

    private BoardTarget? TargetOf(string channel)
        => settings.Current.Namespaces.TryResolve(channel, out var space) && space.Board is not null ? new BoardTarget(channel, space) : null;

    private async ValueTask<IReadOnlyList<Publication>> NextAsync(BoardTarget target, int limit, CancellationToken stopping)
    {
        var page = await store.ReadNextDueAsync(target, limit, stopping);
        return page.IsSuccess ? page.Value!.Entries : throw new SwitchboardException(page.Error!);
    }
}
