using System.Globalization;
using System.Text;
using System.Text.Json;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Commands;

/// <summary>What server code does through <see cref="ISwitchboard"/>.</summary>
public sealed class SwitchboardHubTests
{
    private const string Namespaces = """
        "default": { },
        "kept": { "historySize": 10 },
        "seen": { "presence": true },
        "raw": { "payload": "any", "historySize": 10 },
        "grow": { "mutable": true, "historySize": 10 },
        "closed": { "allowPublish": [] }
        """;

    private static CancellationToken Cancelled => EngineHub.Cancelled;

    [Fact]
    public async Task Publish_Json_ReachesSubscribersAndHistory()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var (connection, sink) = hub.Connect();
        await hub.SubscribeAsync(connection, "kept:a");

        var position = await Hub(hub).PublishAsync("kept:a", "[1]"u8.ToArray(), new PublishOptions { Event = "made" }, Cancelled);

        Assert.Equal(1ul, position.Offset);
        Assert.Contains("[1]", sink.Text, StringComparison.Ordinal);
        var past = await Hub(hub).HistoryAsync("kept:a", cancellationToken: Cancelled);
        var publication = Assert.Single(past.Publications);
        Assert.Equal("made", publication.Event);
        Assert.Null(publication.Publisher);
    }

    [Fact]
    public async Task Inbox_OfAUser_IsReadMarkedAndTracked()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await Hub(hub).SendAsync("7", "[1]"u8.ToArray(), cancellationToken: Cancelled);

        var message = Assert.Single((await Hub(hub).InboxAsync("7", cancellationToken: Cancelled)).Messages);
        var marked = await Hub(hub).MarkAsync("7", [message.Id], InboxMark.Read, Cancelled);

        Assert.Equal(new MessageSender(PrincipalKind.Service, ""), message.Sender);
        Assert.Equal(message.Id, Assert.Single(marked.Changed));
        Assert.Equal(0, marked.Unread);
        Assert.Equal(MessageState.Read, Assert.Single(await Hub(hub).MessageStatesAsync([message.Id], Cancelled)).State);
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(async () => await Hub(hub).MarkAsync("7", [], InboxMark.Read, Cancelled));
        Assert.Equal(InvalidField.Missing("ids"), refusal.Error);
    }

    [Fact]
    public async Task Publish_Typed_IsWrittenAndReadByTheContext()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var order = new Order(7, "tea");

        await Hub(hub).PublishAsync("kept:a", order, OrderContext.Default.Order, cancellationToken: Cancelled);

        var past = await Hub(hub).HistoryAsync("kept:a", cancellationToken: Cancelled);
        Assert.Equal(order, past.Publications[0].Read(OrderContext.Default.Order));
    }

    [Fact]
    public async Task Publish_IndentingContext_IsOnOneLine()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var context = new OrderContext(new JsonSerializerOptions { WriteIndented = true });

        await Hub(hub).PublishAsync("kept:a", new Order(7, "tea"), context.Order, cancellationToken: Cancelled);

        var past = await Hub(hub).HistoryAsync("kept:a", cancellationToken: Cancelled);
        Assert.DoesNotContain((byte)'\n', past.Publications[0].Data.ToArray());
    }

    [Fact]
    public async Task Publish_RepeatedKey_HasTheFirstPosition()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var options = new PublishOptions { IdempotencyKey = "k" };

        var first = await Hub(hub).PublishAsync("kept:a", "1"u8.ToArray(), options, Cancelled);
        await Hub(hub).PublishAsync("kept:a", "2"u8.ToArray(), cancellationToken: Cancelled);

        Assert.Equal(first, await Hub(hub).PublishAsync("kept:a", "1"u8.ToArray(), options, Cancelled));
    }

    [Fact]
    public async Task Publish_Binary_IsTakenWhereTheNamespaceSaysSo()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        byte[] data = [0, 255, 1];

        await Hub(hub).PublishAsync("raw:a", data, cancellationToken: Cancelled);

        var past = await Hub(hub).HistoryAsync("raw:a", cancellationToken: Cancelled);
        Assert.Equal(data, past.Publications[0].Data.ToArray());
        await AssertRefusedAsync(ErrorCodes.BadRequest, () => Hub(hub).PublishAsync("kept:a", data, cancellationToken: Cancelled).AsTask());
    }

    [Fact]
    public async Task Publish_WhatTheHubRefuses_ThrowsItsError()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);

        await AssertRefusedAsync(ErrorCodes.UnknownChannel, () => Hub(hub).PublishAsync("nowhere:a", "1"u8.ToArray(), cancellationToken: Cancelled).AsTask());
        await AssertRefusedAsync(ErrorCodes.PermissionDenied, () => Hub(hub).PublishAsync("closed:a", "1"u8.ToArray(), cancellationToken: Cancelled).AsTask());
        await AssertRefusedAsync(ErrorCodes.BadRequest, () => Hub(hub).PublishAsync("kept:a", default, cancellationToken: Cancelled).AsTask());
    }

    [Fact]
    public async Task Broadcast_SomeChannelsRefuse_OthersTakeIt()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);

        var outcomes = await Hub(hub).BroadcastAsync(["kept:a", "closed:a", "kept:b"], "1"u8.ToArray(), cancellationToken: Cancelled);

        Assert.Equal(["kept:a", "closed:a", "kept:b"], outcomes.Select(outcome => outcome.Channel), StringComparer.Ordinal);
        Assert.Equal([null, ErrorCodes.PermissionDenied, null], outcomes.Select(outcome => outcome.Error));
        Assert.Equal([1ul, 0ul, 1ul], outcomes.Select(outcome => outcome.Position.Offset));
    }

    [Fact]
    public async Task Broadcast_MutableChannels_HaveTheIdsThatAreAnswered()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);

        var named = await Hub(hub).BroadcastAsync(["grow:a", "kept:a", "grow:b"], "\"x\""u8.ToArray(), new PublishOptions { Id = "g1", Open = true }, Cancelled);
        var unnamed = await Hub(hub).BroadcastAsync(["grow:a", "kept:a"], "\"y\""u8.ToArray(), cancellationToken: Cancelled);

        Assert.Equal(["g1", null, "g1"], named.Select(static outcome => outcome.Id), StringComparer.Ordinal);
        Assert.Equal([null, 108u, null], named.Select(static outcome => outcome.Error?.Code));
        Assert.Null(unnamed[1].Id);
        await Hub(hub).AppendAsync("grow:a", "g1", "\"z\""u8.ToArray(), cancellationToken: Cancelled);
        await Hub(hub).DeleteAsync("grow:a", unnamed[0].Id!, cancellationToken: Cancelled);
        Assert.Equal("\"xz\"", Encoding.UTF8.GetString(Assert.Single((await Hub(hub).HistoryAsync("grow:a", cancellationToken: Cancelled)).Publications).Data.Span));
    }

    [Fact]
    public async Task Send_User_ArrivesInTheInbox()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var (connection, sink) = hub.Connect("42");
        await hub.SubscribeAsync(connection, "#42");

        await Hub(hub).SendAsync("42", "\"hello\""u8.ToArray(), cancellationToken: Cancelled);

        Assert.Contains("hello", sink.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_InboxThatKeeps_HasAnIdAndItsOptions()
    {
        await using var hub = EngineHub.Create(namespaces: "\"default\": { \"historySize\": 10, \"payload\": \"any\" }");
        var options = new MessageOptions { Event = "note", Kind = "k", Priority = 2, ExpiresAfter = TimeSpan.FromSeconds(1), ReplyTo = "r", Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["room"] = "7" }, IdempotencyKey = "k" };

        var first = await Hub(hub).SendAsync("42", new byte[] { 0, 255 }, options, Cancelled);
        var repeated = await Hub(hub).SendAsync("42", new byte[] { 0, 255 }, options, Cancelled);
        await Hub(hub).SendAsync("42", "1"u8.ToArray(), new MessageOptions { SkipHistory = true }, Cancelled);

        Assert.Equal(first, repeated);
        var publication = Assert.Single((await Hub(hub).HistoryAsync("#42", cancellationToken: Cancelled)).Publications);
        Assert.Equal(("note", "7", 32), (publication.Event, publication.Tags!["room"], publication.Tags["id"].Length));
        var expiry = hub.Time.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal((first, "k", "2", "r", expiry), (publication.Tags["id"], publication.Tags["kind"], publication.Tags["priority"], publication.Tags["reply_to"], publication.Tags["expires_at"]));
        Assert.Equal(first, Assert.Single(await Hub(hub).MessageStatesAsync([first], Cancelled)).Id);
        Assert.Equal([0, 255], publication.Data.ToArray());
    }

    [Fact]
    public async Task Send_SeveralUsers_TellsWhatItCameToForEach()
    {
        await using var hub = EngineHub.Create(namespaces: "\"default\": { }");

        var outcomes = await Hub(hub).SendAsync(["42", "a,b", "43"], "1"u8.ToArray(), cancellationToken: Cancelled);

        Assert.Equal(
            [("42", null), ("a,b", UserIds.Check("a,b")), ("43", (ErrorCode?)null)],
            outcomes.Select(outcome => (outcome.User, outcome.Error)));
        Assert.Null(outcomes[1].Id);
        var states = await Hub(hub).MessageStatesAsync([outcomes[0].Id!, outcomes[2].Id!], Cancelled);
        Assert.Equal(["42", "43"], states.Select(state => state.User).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Send_ThatHasExpiredAlready_IsABadRequest(int seconds)
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var options = new MessageOptions { ExpiresAfter = TimeSpan.FromSeconds(seconds) };

        await AssertRefusedAsync(ErrorCodes.BadRequest, () => Hub(hub).SendAsync("42", "1"u8.ToArray(), options, Cancelled).AsTask());
    }

    [Fact]
    public async Task Send_NeedsTheRightToSendAndNotToPublish()
    {
        await using var sender = EngineHub.Create(namespaces: "\"default\": { \"allowPublish\": [] }");
        await using var publisher = EngineHub.Create(namespaces: "\"default\": { \"allowSend\": [] }");

        await Hub(sender).SendAsync("42", "1"u8.ToArray(), cancellationToken: Cancelled);

        await AssertRefusedAsync(ErrorCodes.PermissionDenied, () => Hub(publisher).SendAsync("42", "1"u8.ToArray(), cancellationToken: Cancelled).AsTask());
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("42", "")]
    [InlineData("42", "no json")]
    public async Task Send_Unfit_IsABadRequest(string user, string data)
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);

        await AssertRefusedAsync(ErrorCodes.BadRequest, () => Hub(hub).SendAsync(user, Encoding.UTF8.GetBytes(data), cancellationToken: Cancelled).AsTask());
    }

    [Fact]
    public async Task Send_NoInboxes_IsNotAvailable()
    {
        await using var hub = EngineHub.Create("\"inbox\": { \"enabled\": false }", namespaces: Namespaces);

        await AssertRefusedAsync(ErrorCodes.NotAvailable, () => Hub(hub).SendAsync("42", "1"u8.ToArray(), cancellationToken: Cancelled).AsTask());
    }

    [Fact]
    public async Task Subscribe_User_BeginsAndUnsubscribeEnds()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var (connection, _) = hub.Connect("42");

        await Hub(hub).SubscribeAsync(ConnectionTarget.OfUser("42"), "kept:a", new SubscribeOptions { Info = "{ \"a\":\n1 }"u8.ToArray() }, Cancelled);

        var subscription = connection.Find("kept:a");
        Assert.True(subscription!.IsServerSide);
        Assert.Equal("{ \"a\":1 }", Encoding.UTF8.GetString(subscription.Info.ChannelInfo.Span));
        await Hub(hub).UnsubscribeAsync(ConnectionTarget.OfClient(connection.Id), "kept:a", cancellationToken: Cancelled);
        Assert.Null(connection.Find("kept:a"));
    }

    [Fact]
    public async Task Subscribe_InfoThatIsNoJson_IsRefused()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var options = new SubscribeOptions { Info = "{"u8.ToArray() };

        await AssertRefusedAsync(
            ErrorCodes.BadRequest, () => Hub(hub).SubscribeAsync(ConnectionTarget.OfUser("42"), "kept:a", options, Cancelled).AsTask());
    }

    [Fact]
    public async Task Disconnect_User_ClosesWithTheCode()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var (connection, _) = hub.Connect("42");
        var (other, _) = hub.Connect("43");

        await Hub(hub).DisconnectAsync(ConnectionTarget.OfUser("42"), new CloseCode(4500, "enough"), Cancelled);

        Assert.Equal(4500u, connection.CloseCode!.Code);
        Assert.True(other.IsOpen);
    }

    [Fact]
    public async Task Disconnect_NobodyNamedOrCodeOutOfRange_IsRefused()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);

        await AssertRefusedAsync(ErrorCodes.BadRequest, () => Hub(hub).DisconnectAsync(new ConnectionTarget(), cancellationToken: Cancelled).AsTask());
        await AssertRefusedAsync(
            ErrorCodes.BadRequest, () => Hub(hub).DisconnectAsync(ConnectionTarget.OfUser("42"), new CloseCode(1000, ""), Cancelled).AsTask());
    }

    [Fact]
    public async Task Refresh_User_SetsExpiryAndInfo()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var (connection, _) = hub.Connect("42");

        await Hub(hub).RefreshAsync(ConnectionTarget.OfUser("42"), hub.Time.GetUtcNow().AddMinutes(1), "\"new\""u8.ToArray(), Cancelled);

        Assert.NotEqual(0, connection.ExpiresAt);
        Assert.Equal("\"new\"", Encoding.UTF8.GetString(connection.Principal.Info.Span));
    }

    [Fact]
    public async Task Presence_Subscribers_AreListedAndCounted()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var (connection, _) = hub.Connect("42");
        await hub.SubscribeAsync(connection, "seen:a");

        Assert.Equal(["42"], (await Hub(hub).PresenceAsync("seen:a", Cancelled)).Select(client => client.User), StringComparer.Ordinal);
        Assert.Equal(new PresenceStats(1, 1), await Hub(hub).PresenceStatsAsync("seen:a", Cancelled));
        await AssertRefusedAsync(ErrorCodes.NotAvailable, () => Hub(hub).PresenceAsync("kept:a", Cancelled).AsTask());
    }

    [Fact]
    public async Task RemoveHistory_Channel_ForgetsAllButThePosition()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await Hub(hub).PublishAsync("kept:a", "1"u8.ToArray(), cancellationToken: Cancelled);

        await Hub(hub).RemoveHistoryAsync("kept:a", Cancelled);

        var past = await Hub(hub).HistoryAsync("kept:a", cancellationToken: Cancelled);
        Assert.Empty(past.Publications);
        Assert.Equal(1ul, past.Top.Offset);
        await AssertRefusedAsync(ErrorCodes.NotAvailable, () => Hub(hub).RemoveHistoryAsync("seen:a", Cancelled).AsTask());
    }

    private static ISwitchboard Hub(EngineHub hub) => hub.Get<ISwitchboard>();

    private static async Task AssertRefusedAsync(ErrorCode expected, Func<Task> act)
        => Assert.Equal(expected.Code, (await Assert.ThrowsAsync<SwitchboardException>(act)).Error.Code);
}
