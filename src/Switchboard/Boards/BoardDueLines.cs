using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Inbox;
using Switchboard.Timing;

namespace Switchboard.Boards;

/// <summary>Does what is due about a line: reminds its holder, or frees it.</summary>
internal sealed class BoardDueLines(BoardStore store, BoardMetrics metrics, HubMessages messages, SettingsHolder settings, Clock clock, ILogger<BoardDueLines> logger)
{
    /// <summary>Does it. Whoever renews, frees or takes over the line meanwhile has changed its entry: nothing is done then, and its new deadline is known.</summary>
    /// <exception cref="SwitchboardException">It could not be done.</exception>
    public async Task CarryOutAsync(BoardTarget target, Publication due, CancellationToken cancellationToken)
    {
        var line = BoardStore.LineOf(due);
        if (line.Entry is not { Holder: not null, Until: { } until })
        {
            // It has a score from elsewhere, such as the time when the namespace was no board yet: without it, nothing is due about it.
            // Where that is impossible, as in an entry that is no JSON, it is passed over.
            if (await store.ClearDeadlineAsync(target, due, cancellationToken) is { } error && BoardErrors.MayPass(error))
            {
                throw new SwitchboardException(error);
            }

            return;
        }

        var now = BoardTime.Now(clock);
        var hasEnded = until <= now;
        if (!hasEnded)
        {
            // Before the entry says that it was done: it is one message however often it is sent.
            await RemindAsync(target, line, until, cancellationToken);
        }

        var changed = hasEnded ? BoardTransitions.Free(line.Entry, BoardActor.Hub.Name, "expired", now) : BoardTransitions.Remind(line.Entry, BoardActor.Hub.Name);
        var written = await store.WriteAsync(BoardActor.Hub, target, new BoardWrite(line.Line, changed, line.Position), cancellationToken);
        if (written.IsSuccess)
        {
            metrics.Hold(hasEnded ? "expired" : "reminded");
        }
        else if (written.Error!.Code != ErrorCodes.Conflict.Code)
        {
            throw new SwitchboardException(written.Error);
        }
    }

    private async Task RemindAsync(BoardTarget target, BoardLine line, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (target.Rules is not { Holder: BoardHolder.Principal, Reminder: not null } || !settings.Current.Inbox.Enabled)
        {
            return;
        }

        var id = BoardNotice.IdOf(target.Channel, line.Line, until);
        var notice = new BoardNotice(id, target.Channel, line.Line, line.Entry.Main ?? "", line.Entry.Sub, until.ToUnixTimeMilliseconds());
        var json = JsonSerializer.SerializeToUtf8Bytes(notice, BoardNoticeJson.Default.BoardNotice);
        if (await messages.SendAsync(line.Entry.Holder!, id, BoardNotice.Event, json, cancellationToken) is not { } error)
        {
            return;
        }

        if (BoardErrors.MayPass(error))
        {
            throw new SwitchboardException(error);
        }

        // It would fail again, however often: whoever watches is told that the hold ends soon all the same.
        BoardLog.ReminderFailed(logger, target.Channel, error.Code, error.Message);
    }
}
