using System.Text;
using Switchboard.Client.Tests.Documentation;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests;

/// <summary>The inbox of a client's user, on a hub that keeps inboxes in memory.</summary>
public sealed class InboxTests
{
    private const string MaySend = "Namespaces:default:AllowSend:0=user";

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Message_Handled_ArrivesWholeAndTheSenderHearsOfIt(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync(MaySend);
        await using var ann = Create(hub, "ann", encoding);
        await using var bob = Create(hub, "bob", encoding);
        var received = new Recorder<UserMessage>();
        var receipts = new Recorder<SentMessageState>();
        ann.Inbox.Received += (_, args) => received.Add(args.Message);
        bob.Inbox.ReceiptReceived += (_, args) => receipts.Add(args.Message);
        await Task.WhenAll(ann.ConnectAsync(Clients.Patience), bob.ConnectAsync(Clients.Patience));

        var id = await bob.SendToUserAsync("ann", new Note("hello"), AppJson.Default.Note, new UserMessageOptions
        {
            Event = "greeting",
            Kind = "note",
            Priority = 2,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["area"] = "7" },
            ExpiresAfter = TimeSpan.FromHours(1),
            ReplyTo = "earlier",
        }, Clients.Patience);

        var message = await received.NextAsync();
        Assert.Equal((id, "bob", "greeting", "note", 2, "earlier"), (message.Id, message.Sender, message.Event, message.Kind, message.Priority, message.ReplyTo));
        Assert.Equal("7", message.Tags["area"]);
        Assert.Equal(new Note("hello"), message.ReadAs(AppJson.Default.Note));
        Assert.True(message.ExpiresAt > message.Time);
        var receipt = await receipts.NextAsync();
        Assert.Equal((id, "ann", MessageState.Delivered), (receipt.Id, receipt.User, receipt.State));
        Assert.NotNull(receipt.DeliveredAt);
        Assert.Equal(MessageState.Delivered, Assert.Single(await bob.Inbox.GetStatesAsync([id, "nothing"], Clients.Patience)).State);
    }

    [Fact]
    public async Task Message_HandlerThrows_IsRepeatedAndOnlyThenAcknowledged()
    {
        await using var hub = await ClientHub.StartAsync(MaySend);
        await using var ann = Create(hub, "ann");
        await using var bob = Create(hub, "bob");
        var receipts = ReceiptsOf(bob);
        await bob.ConnectAsync(Clients.Patience);
        var attempts = new Recorder<string>();
        var failures = new Recorder<HandlerFailedEventArgs>();
        using var lets = new SemaphoreSlim(0);
        ann.Inbox.HandlerFailed += (_, args) => failures.Add(args);
        ann.Inbox.OnReceived(async (message, stop) =>
        {
            attempts.Add(message.Id);
            await lets.WaitAsync(stop);
            if (failures.TryTake(out _))
            {
                return;
            }

            throw new InvalidOperationException("No.");
        });
        await ann.ConnectAsync(Clients.Patience);
        var id = await bob.SendToUserAsync("ann", Clients.Json("1"), cancellationToken: Clients.Patience);

        Assert.Equal(id, await attempts.NextAsync());
        lets.Release();
        Assert.Equal(id, await attempts.NextAsync());

        // The hub answers in order: what the failed attempt had told would be known by now.
        Assert.Equal(1, await ann.Inbox.GetUnreadCountAsync(Clients.Patience));
        Assert.Equal(MessageState.Accepted, await StateAsync(bob, id));
        lets.Release();
        Assert.Equal((id, MessageState.Delivered), await receipts.NextAsync());
    }

    [Fact]
    public async Task Mark_OnOneDevice_IsKnownToTheOther()
    {
        await using var hub = await ClientHub.StartAsync(MaySend);
        await using var phone = Create(hub, "ann");
        await using var desk = Create(hub, "ann");
        await using var bob = await ConnectAsync(hub, "bob");
        var marks = new Recorder<InboxMarkedEventArgs>();
        desk.Inbox.Marked += (_, args) => marks.Add(args);
        await Task.WhenAll(phone.ConnectAsync(Clients.Patience), desk.ConnectAsync(Clients.Patience));
        var first = await bob.SendToUserAsync("ann", Clients.Json("1"), cancellationToken: Clients.Patience);
        var second = await bob.SendToUserAsync("ann", Clients.Json("2"), cancellationToken: Clients.Patience);

        Assert.Equal(1, await phone.Inbox.MarkAsync([first, "nothing"], InboxMark.Read, Clients.Patience));
        Assert.Equal(0, await phone.Inbox.MarkAsync([second], InboxMark.Archived, Clients.Patience));
        Assert.Equal(0, await phone.Inbox.MarkAsync([second], InboxMark.Deleted, Clients.Patience));

        Assert.Equal((first, InboxMark.Read, 1L), await NextMarkAsync(marks));
        Assert.Equal((second, InboxMark.Archived, 0L), await NextMarkAsync(marks));
        Assert.Equal((second, InboxMark.Deleted, 0L), await NextMarkAsync(marks));
        Assert.Equal(0, await desk.Inbox.GetUnreadCountAsync(Clients.Patience));
        Assert.Equal(MessageState.Read, await StateAsync(bob, first));
    }

    [Fact]
    public async Task List_PagesKindsAndArchive_AreWhatWasAskedFor()
    {
        await using var hub = await ClientHub.StartAsync(MaySend, "Inbox:MaxPageSize=2");
        await using var ann = await ConnectAsync(hub, "ann");
        await using var bob = await ConnectAsync(hub, "bob");
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            var options = new UserMessageOptions { Kind = number == 1 ? "odd" : "even" };
            ids.Insert(0, await bob.SendToUserAsync("ann", Clients.Json($"{number}"), options, Clients.Patience));
        }

        Assert.Equal(ids, await AllAsync(ann, new InboxQuery()), StringComparer.Ordinal);
        Assert.Equal([ids[3]], await AllAsync(ann, new InboxQuery { Kind = "odd" }), StringComparer.Ordinal);
        await ann.Inbox.MarkAsync([ids[0]], InboxMark.Archived, Clients.Patience);
        await ann.Inbox.MarkAsync([ids[1]], InboxMark.Read, Clients.Patience);
        Assert.Equal(ids[2..], await AllAsync(ann, new InboxQuery { UnreadOnly = true }), StringComparer.Ordinal);
        Assert.Equal(ids[1..], await AllAsync(ann, new InboxQuery { Limit = 1 }), StringComparer.Ordinal);
        var archived = Assert.Single((await ann.Inbox.ListAsync(new InboxQuery { Archived = true }, Clients.Patience)).Messages);
        Assert.Equal((ids[0], "bob", "4", true, MessageState.Read), (archived.Id, archived.Sender, archived.ReadText(), archived.IsArchived, archived.State));
    }

    [Fact]
    public async Task ReadAll_LeftInTheMiddle_TheMessageIsNotAcknowledgedAndComesFirstToTheNextReader()
    {
        await using var hub = await ClientHub.StartAsync(MaySend);
        await using var ann = Create(hub, "ann");
        await using var bob = Create(hub, "bob");
        var receipts = ReceiptsOf(bob);
        await bob.ConnectAsync(Clients.Patience);
        await using var begun = ann.Inbox.ReadAllAsync(Clients.Patience).GetAsyncEnumerator(Clients.Patience);
        var next = begun.MoveNextAsync();
        await ann.ConnectAsync(Clients.Patience);
        var sent = new[] { await SendAsync(bob, "1"), await SendAsync(bob, "2") };
        Assert.Throws<InvalidOperationException>(() => ann.Inbox.OnReceived((_, _) => default));

        Assert.True(await next);
        Assert.Equal(sent[0], begun.Current.Id);
        await begun.DisposeAsync();

        var read = new List<string>();
        await foreach (var payload in ann.Inbox.ReadAllAsync(AppJson.Default.Int32, Clients.Patience))
        {
            read.Add($"{payload}");
            if (read.Count == 2)
            {
                break;
            }
        }

        Assert.Equal(["1", "2"], read, StringComparer.Ordinal);
        Assert.Equal((sent[0], MessageState.Delivered), await receipts.NextAsync());
        Assert.Equal(MessageState.Accepted, await StateAsync(bob, sent[1]));
    }

    [Fact]
    public async Task Marks_HubTakesFewAtOnce_AllArrive()
    {
        await using var hub = await ClientHub.StartAsync(MaySend, "Inbox:MaxPageSize=3", "Limits:CommandsPerSecond=100000");
        await using var ann = Create(hub, "ann");
        await using var bob = Create(hub, "bob");
        var receipts = ReceiptsOf(bob);
        await bob.ConnectAsync(Clients.Patience);
        var handled = 0;
        using var lets = new SemaphoreSlim(0);
        ann.Inbox.OnReceived(async (_, stop) =>
        {
            await lets.WaitAsync(stop);
            Interlocked.Increment(ref handled);
        });
        await ann.ConnectAsync(Clients.Patience);
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => SendAsync(bob, $"{number}")));

        lets.Release(20);

        var delivered = new HashSet<string>(StringComparer.Ordinal);
        while (delivered.Count < ids.Length)
        {
            delivered.Add((await receipts.NextAsync(receipt => receipt.State == MessageState.Delivered)).Id);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), delivered.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(20, Volatile.Read(ref handled));
    }

    [Fact]
    public async Task Message_NobodyListens_PassesUnacknowledgedAndIsInTheList()
    {
        await using var hub = await ClientHub.StartAsync(MaySend);
        await using var ann = Create(hub, "ann");
        var seen = new Recorder<string>();
        ann.ServerSubscriptions.Received += (_, args) => seen.Add(args.Publication.ReadText());
        await ann.ConnectAsync(Clients.Patience);
        await using var bob = await ConnectAsync(hub, "bob");

        var id = await SendAsync(bob, "1");

        Assert.Equal("1", await seen.NextAsync());
        Assert.Equal(id, Assert.Single((await ann.Inbox.ListAsync(cancellationToken: Clients.Patience)).Messages).Id);
        Assert.Equal(MessageState.Accepted, await StateAsync(bob, id));
    }

    [Fact]
    public async Task SendToUsers_OneIsRefused_TheOthersAreSent()
    {
        await using var hub = await ClientHub.StartAsync(MaySend);
        await using var bob = await ConnectAsync(hub, "bob");

        var sent = await bob.SendToUsersAsync(["ann", new string('x', 300), "cid"], 7, AppJson.Default.Int32, cancellationToken: Clients.Patience);

        Assert.Equal([null, ErrorCodes.BadRequest.Code, null], sent.Select(message => message.Error?.Code));
        Assert.Equal(["ann", "cid"], (await bob.Inbox.GetStatesAsync([sent[0].Id!, sent[2].Id!], Clients.Patience)).Select(state => state.User).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => bob.SendToUserAsync(new string('x', 300), Clients.Json("1"), cancellationToken: Clients.Patience));
        Assert.Equal(ErrorCodes.BadRequest.Code, failure.Error.Code);
    }

    [Fact]
    public async Task SendToUser_SameKey_IsOneMessage()
    {
        await using var hub = await ClientHub.StartAsync(MaySend);
        await using var ann = await ConnectAsync(hub, "ann");
        await using var bob = await ConnectAsync(hub, "bob");
        var options = new UserMessageOptions { IdempotencyKey = "k" };

        var first = await bob.SendToUserAsync("ann", Clients.Json("1"), options, Clients.Patience);
        var second = await bob.SendToUserAsync("ann", Clients.Json("1"), options, Clients.Patience);

        Assert.Equal(first, second, StringComparer.Ordinal);
        Assert.NotEqual(first, await SendAsync(bob, "1"), StringComparer.Ordinal);
        Assert.Equal(2, await ann.Inbox.GetUnreadCountAsync(Clients.Patience));
    }

    [Fact]
    public async Task List_AnonymousConnection_ThrowsTheHubsError()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);

        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => client.Inbox.ListAsync(cancellationToken: Clients.Patience));

        Assert.Equal(ErrorCodes.PermissionDenied.Code, failure.Error.Code);
    }

    private static SwitchboardClient Create(ClientHub hub, string user, ClientEncoding encoding = ClientEncoding.Json) => Clients.Create(hub.Url, options =>
    {
        options.Credentials = Tokens.ProviderFor(user);
        options.Encoding = encoding;
    });

    private static async Task<SwitchboardClient> ConnectAsync(ClientHub hub, string user)
    {
        var client = Create(hub, user);
        await client.ConnectAsync(Clients.Patience);
        return client;
    }

    private static Recorder<(string Id, MessageState State)> ReceiptsOf(SwitchboardClient sender)
    {
        var receipts = new Recorder<(string, MessageState)>();
        sender.Inbox.ReceiptReceived += (_, args) => receipts.Add((args.Message.Id, args.Message.State));
        return receipts;
    }

    private static Task<string> SendAsync(SwitchboardClient from, string json)
        => from.SendToUserAsync("ann", Encoding.UTF8.GetBytes(json), cancellationToken: Clients.Patience);

    private static async Task<MessageState> StateAsync(SwitchboardClient sender, string id)
        => Assert.Single(await sender.Inbox.GetStatesAsync([id], Clients.Patience)).State;

    private static async Task<(string, InboxMark, long)> NextMarkAsync(Recorder<InboxMarkedEventArgs> marks)
    {
        var args = await marks.NextAsync();
        return (Assert.Single(args.Ids), args.Mark, args.Unread);
    }

    private static async Task<List<string>> AllAsync(SwitchboardClient client, InboxQuery query)
    {
        var ids = new List<string>();
        UserMessagePage page;
        do
        {
            page = await client.Inbox.ListAsync(query, Clients.Patience);
            ids.AddRange(page.Messages.Select(message => message.Id));
            query = query with { Cursor = page.Cursor };
        }
        while (page.Cursor is not null);
        return ids;
    }
}
