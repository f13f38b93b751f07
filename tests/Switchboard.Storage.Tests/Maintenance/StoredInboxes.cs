using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Maintenance;

/// <summary>Inboxes with messages in every state, receipts, schedules, jobs, calls and events, and what is to be seen of them.</summary>
internal static class StoredInboxes
{
    private static readonly MessageSender _sender = new(PrincipalKind.User, "bob");

    /// <summary>Fills a store.</summary>
    public static async Task FillAsync(StoreHarness harness)
    {
        var (inboxes, now) = (harness.Store.Inboxes, harness.Time.GetUtcNow());
        foreach (var id in new[] { "unread", "delivered", "read", "archived", "deleted" })
        {
            await inboxes.AppendAsync(Message("ann", id), StoreHarness.Cancelled);
        }

        await inboxes.AppendAsync(Message("bob", "plain") with { Publication = new Publication { Data = new byte[] { 0, 255 } } }, StoreHarness.Cancelled);
        await inboxes.MarkAsync("ann", ["delivered"], InboxMark.Delivered, StoreHarness.Cancelled);
        await inboxes.MarkAsync("ann", ["read"], InboxMark.Read, StoreHarness.Cancelled);
        await inboxes.MarkAsync("ann", ["archived"], InboxMark.Archived, StoreHarness.Cancelled);
        await inboxes.MarkAsync("ann", ["deleted"], InboxMark.Deleted, StoreHarness.Cancelled);
        await harness.Store.Schedules.PutAsync(Schedule("later", now.AddHours(1)), 10, StoreHarness.Cancelled);
        await harness.Store.Schedules.PutAsync(Schedule("under way", now), 10, StoreHarness.Cancelled);
        await harness.Store.Jobs.AddAsync(Job("j1", now), 10, StoreHarness.Cancelled);
        await harness.Store.Jobs.TakeAsync("queue", now.AddMinutes(1), 1, StoreHarness.Cancelled);
        await harness.Store.Jobs.AddAsync(Job("j2", now.AddHours(1)) with { State = StoredJobState.Waiting, IdempotencyKey = "ключ", Priority = 5 }, 10, StoreHarness.Cancelled);
        await harness.Store.Jobs.AddAsync(Job("j3", now) with { State = StoredJobState.Failed, IsUntold = true, Outcome = new byte[] { 0, 255 } }, 10, StoreHarness.Cancelled);
        await harness.Store.CallResults.BeginAsync("under way", TimeSpan.FromHours(1), StoreHarness.Cancelled);
        await harness.Store.CallResults.EndAsync("done", new CallResult { HasEnded = true, Data = new byte[] { 0, 255 } }, TimeSpan.FromHours(1), StoreHarness.Cancelled);
        var refusal = new ErrorCode(500, "ü", Temporary: true);
        await harness.Store.CallResults.EndAsync("failed", new CallResult { HasEnded = true, Error = refusal }, TimeSpan.FromHours(1), StoreHarness.Cancelled);
        await harness.Store.Outbox.AppendAsync([Event("first", now), Event("second", now)], StoreHarness.Cancelled);
        await harness.Store.Schedules.LeaseDueAsync(new ScheduleLease(now, TimeSpan.FromSeconds(30)), 10, StoreHarness.Cancelled);
    }

    /// <summary>A line for everything that a user, a sender or the owner of a schedule or job sees.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(StoreHarness harness)
    {
        var lines = new List<string>();
        foreach (var (user, filter) in new[] { ("ann", InboxFilter.Current), ("ann", InboxFilter.Archived), ("bob", InboxFilter.Current) })
        {
            var page = await harness.Store.Inboxes.ReadAsync(user, new InboxRead { Filter = filter }, StoreHarness.Cancelled);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{user} {filter}: {page.Unread} unread"));
            lines.AddRange(page.Messages.Select(Describe));
        }

        string[] ids = ["unread", "delivered", "read", "archived", "deleted", "plain"];
        lines.AddRange((await harness.Store.Inboxes.FindAsync(_sender, ids, StoreHarness.Cancelled)).Select(static receipt => $"{receipt}").Order(StringComparer.Ordinal));
        lines.AddRange((await harness.Store.Inboxes.ReadDueAsync(forServices: false, 10, StoreHarness.Cancelled)).Select(static receipt => $"due {receipt.Id}").Order(StringComparer.Ordinal));
        var schedules = await harness.Store.Schedules.ListAsync("user:bob", null, 10, StoreHarness.Cancelled);
        lines.AddRange(schedules.Schedules.Select(static schedule => $"{schedule.Id} {schedule.Revision} {schedule.DueAt:O} {Encoding.UTF8.GetString(schedule.Body.Span)}"));
        var jobs = await harness.Store.Jobs.ListAsync(new JobQuery { Limit = 10 }, StoreHarness.Cancelled);
        lines.AddRange(jobs.Select(static job => $"{job with { Body = default, Outcome = default }} {Convert.ToHexString(job.Body.Span)} {Convert.ToHexString(job.Outcome.Span)}"));
        foreach (var key in new[] { "under way", "done", "failed" })
        {
            var result = await harness.Store.CallResults.BeginAsync(key, TimeSpan.FromHours(1), StoreHarness.Cancelled);
            lines.Add(result is null ? $"{key}: unknown" : $"{key}: {result.HasEnded} {result.Error} {Convert.ToHexString(result.Data.Span)}");
        }

        var events = await harness.Store.Outbox.TakeAsync("all", new OutboxLease("own", harness.Time.GetUtcNow(), TimeSpan.FromSeconds(30)), new OutboxPortion(10, 1_000_000), StoreHarness.Cancelled);
        lines.AddRange(events!.Select(static stored => $"{stored.Event with { Data = default }} {Convert.ToHexString(stored.Event.Data.Span)}"));
        return lines;
    }

    private static OutgoingEvent Event(string id, DateTimeOffset time) => new()
    {
        Target = "all",
        Id = id,
        Type = OutgoingEvent.PublicationType,
        Time = time,
        Data = new byte[] { 0, 255 },
        Channel = "kept:ü",
        Offset = 7,
        Epoch = "e",
    };

    private static InboxAppend Message(string user, string id) => new()
    {
        User = user,
        Id = id,
        Sender = _sender,
        Publication = new Publication
        {
            Data = Encoding.UTF8.GetBytes($"\"{id} ü\""),
            IsJson = true,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = id },
            Publisher = new ClientInfo("bob", "c", "{\"x\": 1}"u8.ToArray()),
        },
        Kind = "note",
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(4_000_000_000_000),
        WantsReceipts = true,
        MaxMessages = 100,
        MaxAge = TimeSpan.FromDays(1),
        RememberFor = TimeSpan.FromHours(1),
    };

    private static StoredSchedule Schedule(string id, DateTimeOffset due)
        => new("user:bob", id) { Revision = $"r {id}", DueAt = DateTimeOffset.FromUnixTimeMilliseconds(due.ToUnixTimeMilliseconds()), Body = "{}"u8.ToArray() };

    private static StoredJob Job(string id, DateTimeOffset due)
        => new(id, "user:bob", "send") { Queue = "queue", State = StoredJobState.Ready, NextAt = due, CreatedAt = due, Body = new byte[] { 255, 0 } };

    private static string Describe(InboxMessage message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message.Number} {message.Id} {message.State} {message.IsArchived} {message.ExpiresAt:O} {message.Publication.IsJson} {Convert.ToHexString(message.Publication.Data.Span)} "
        + $"{message.Publication.Tags?["id"]} {message.Publication.Publisher?.Client} {message.Publication.Time:O}");
}
