using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>Publishes, sends, marks and schedules straight in a store, notes what became of it, and compares.</summary>
/// <param name="harness">The store.</param>
/// <param name="size">How many characters are added to each payload.</param>
internal sealed class StoreLoad(StoreHarness harness, int size = 0)
{
    private const string Channel = "kept:room";
    private const string User = "ann";
    private const string Sender = "bob";
    private const int Many = 1_000_000;

    private static readonly StreamRetention _retention = StoreHarness.Retention with { Size = Many };

    private readonly ConcurrentQueue<PublishAttempt> _publishes = new();
    private readonly InboxHistory _history = new();

    /// <summary>How much has been tried.</summary>
    public int Count => _publishes.Count + _history.Sends.Count + _history.Schedules.Count;

    private static MessageSender From { get; } = new(PrincipalKind.User, Sender);

    /// <summary>Does one thing after the other from many sides, until it is told to end.</summary>
    public Task RunAsync(CancellationToken done) => Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(
        async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                if (await TryAsync(i % 3, string.Create(CultureInfo.InvariantCulture, $"{writer}:{i}")) is not null)
                {
                    await Task.Delay(5, CancellationToken.None);
                }
            }
        },
        CancellationToken.None)));

    /// <summary>Waits until so much more has been tried.</summary>
    public async Task UntilMoreAsync(int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(StoreHarness.Cancelled);
        patience.CancelAfter(Patience.Limit);
        for (var goal = Count + count; Count < goal;)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Does one thing, and tells why it could not be done: 0 publishes, 1 sends and marks, 2 schedules.</summary>
    public async Task<SwitchboardException?> TryAsync(int kind, string text)
    {
        text += new string('x', size);
        try
        {
            await (kind switch { 0 => PublishAsync(text), 1 => SendAsync(text), _ => ScheduleAsync(text) });
            return null;
        }
        catch (SwitchboardException exception)
        {
            return exception;
        }
    }

    /// <summary>Everything is refused with 108.</summary>
    public async Task AssertRefusedAsync()
    {
        for (var kind = 0; kind < 3; kind++)
        {
            Assert.Equal(108u, (await TryAsync(kind, $"refused {kind}"))?.Error.Code);
        }

        Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => MarkAsync("any", InboxMark.Read))).Error.Code);
    }

    /// <summary>What was acknowledged is there, once, and nothing else but what may be.</summary>
    public async Task AssertSoundAsync()
    {
        var inboxes = new Dictionary<string, FoundInbox>(StringComparer.Ordinal) { [User] = await ReadInboxAsync() };
        var ids = _history.Sends.Select(send => IdOf(send.Text)).Distinct(StringComparer.Ordinal).ToArray();
        var states = new Dictionary<string, FoundState>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(500))
        {
            foreach (var receipt in await harness.Store.Inboxes.FindAsync(From, some, StoreHarness.Cancelled))
            {
                states.Add(receipt.Id, new FoundState(receipt.Sender.UserId, receipt.State));
            }
        }

        var slice = await harness.ReadAsync(retention: _retention);
        var streams = new Dictionary<string, IReadOnlyList<(Position, string)>>(StringComparer.Ordinal)
        {
            [Channel] = [.. slice.Publications.Select(publication => (new Position(publication.Offset, publication.Epoch), Encoding.UTF8.GetString(publication.Data.Span)))],
        };
        var waiting = await harness.Store.Schedules.ListAsync(Sender, null, Many, StoreHarness.Cancelled);
        Assert.Empty(HistoryChecker.Check(_publishes, streams));
        Assert.Empty(InboxChecker.Check(_history, inboxes, states));
        Assert.Empty(ScheduleChecker.Check(_history.Schedules, [], [.. waiting.Schedules.Select(schedule => Encoding.UTF8.GetString(schedule.Body.Span))], [], 0));
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
        Assert.Contains(_publishes, attempt => attempt.Acknowledged is not null);
        Assert.Contains(_history.Sends, attempt => attempt.Id is not null);
        Assert.Contains(_history.Schedules, attempt => attempt.IsAcknowledged);
    }

    // The text is too long where it is to fill a disk.
    private static string IdOf(string text) => text.Length > 64 ? text[..64] : text;

    private async Task PublishAsync(string text)
    {
        Position? position = null;
        try
        {
            position = (await harness.AppendAsync(text, append => append with { Retention = _retention })).Position;
        }
        finally
        {
            _publishes.Enqueue(new PublishAttempt(text, Channel, position));
        }
    }

    private async Task SendAsync(string text)
    {
        var id = IdOf(text);
        string? acknowledged = null;
        try
        {
            await harness.Store.Inboxes.AppendAsync(
                new InboxAppend
                {
                    User = User,
                    Id = id,
                    Sender = From,
                    Publication = new Publication { Data = Encoding.UTF8.GetBytes(text), IsJson = false },
                    WantsReceipts = true,
                    MaxMessages = Many,
                    MaxAge = TimeSpan.FromDays(1),
                    RememberFor = TimeSpan.FromDays(1),
                },
                StoreHarness.Cancelled);
            acknowledged = id;
        }
        finally
        {
            _history.Sends.Enqueue(new SendAttempt(text, Sender, User, acknowledged));
        }

        if (text.Length % 2 == 0)
        {
            await MarkAsync(id, text.Length % 4 == 0 ? InboxMark.Read : InboxMark.Archived);
        }
    }

    private async Task MarkAsync(string id, InboxMark mark)
    {
        var isAcknowledged = false;
        try
        {
            await harness.Store.Inboxes.MarkAsync(User, [id], mark, StoreHarness.Cancelled);
            isAcknowledged = true;
        }
        finally
        {
            _history.Marks.Enqueue(new MarkAttempt(User, id, mark, isAcknowledged));
        }
    }

    private async Task ScheduleAsync(string text)
    {
        var schedule = new StoredSchedule(Sender, IdOf(text))
        {
            Revision = IdOf(text),
            DueAt = harness.Time.GetUtcNow().AddDays(1),
            Body = Encoding.UTF8.GetBytes(text),
        };
        var isAcknowledged = false;
        try
        {
            isAcknowledged = await harness.Store.Schedules.PutAsync(schedule, Many, StoreHarness.Cancelled) == ScheduleOutcome.Kept;
        }
        finally
        {
            _history.Schedules.Enqueue(new ScheduleAttempt(text, Sender, Channel, schedule.DueAt.ToUnixTimeMilliseconds(), isAcknowledged));
        }
    }

    private async Task<FoundInbox> ReadInboxAsync()
    {
        var messages = new List<FoundMessage>();
        long unread = 0;
        foreach (var filter in new[] { InboxFilter.Current, InboxFilter.Archived })
        {
            var page = await harness.Store.Inboxes.ReadAsync(User, new InboxRead { Filter = filter, Limit = Many }, StoreHarness.Cancelled);
            unread = page.Unread;
            messages.AddRange(page.Messages.Select(message => new FoundMessage(message.Id, Encoding.UTF8.GetString(message.Publication.Data.Span), message.Sender.UserId)
            {
                State = message.State,
                IsArchived = message.IsArchived,
            }));
        }

        return new FoundInbox(messages, unread);
    }
}
