using System.Text;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Wire.Tests.Support;

/// <summary>The messages that the wire vectors encode, by the vectors' names.</summary>
internal static class VectorMessages
{
    private static readonly ClientInfo _ada = new("42", "c-1", Json("""{"name":"Ada"}"""));

    public static IReadOnlyDictionary<string, CentrifugeCommand> Commands { get; } = new Dictionary<string, CentrifugeCommand>(StringComparer.Ordinal)
    {
        ["pong"] = PongCommand.Instance,
        ["connect"] = new ConnectCommand(1)
        {
            Token = "t0",
            Data = Json("""{"a":[1,2]}"""),
            Subscriptions = new Dictionary<string, SubscribeCommand>(StringComparer.Ordinal)
            {
                ["news"] = new(0, "") { Recover = true, Epoch = "e1", Offset = 7 },
            },
            Name = "js",
            Version = "1.2",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-A"] = "b" },
        },
        ["connect-empty"] = new ConnectCommand(1),
        ["subscribe"] = new SubscribeCommand(2, "chat:42")
        {
            Token = "st",
            Recover = true,
            Epoch = "xyz",
            Offset = ulong.MaxValue,
            Data = Json("\"hi\""),
            Positioned = true,
            Recoverable = true,
            JoinLeave = true,
            Delta = "fossil",
            Filter = new TagFilter
            {
                Op = "and",
                Nodes =
                [
                    new TagFilter { Key = "k", Compare = "eq", Value = "v" },
                    new TagFilter { Op = "not", Nodes = [new TagFilter { Key = "n", Compare = "in", Values = ["1", "2"] }] },
                ],
            },
            Flags = SubscribeCommand.RejectUnrecovered,
            Type = 1,
        },
        ["unsubscribe"] = new UnsubscribeCommand(3, "news"),
        ["publish"] = new PublishCommand(uint.MaxValue, "news", Json("""{"text":"żółw 🐢"}"""), 0),
        ["publish-map"] = new PublishCommand(5, "m", Json("1"), 1),
        ["presence"] = new PresenceCommand(6, "news"),
        ["presence-stats"] = new PresenceStatsCommand(7, "news"),
        ["history"] = new HistoryCommand(8, "news", -1, new Position(3, "e1"), Reverse: true),
        ["history-position"] = new HistoryCommand(9, "news", 0, Since: null, Reverse: false),
        ["history-since-zero"] = new HistoryCommand(9, "news", 10, new Position(0, ""), Reverse: false),
        ["ping"] = new PingCommand(10),
        ["send"] = new SendCommand(0, Json("[true,null]")),
        ["rpc"] = new RpcCommand(11, "sb.call", Json("""{"x":1.50}""")),
        ["refresh"] = new RefreshCommand(12, "t1"),
        ["sub-refresh"] = new SubRefreshCommand(13, "news", "t2", 0),
        ["unknown"] = new UnknownCommand(14),
        ["publish-key"] = new PublishCommand(16, "news", Json("1"), 0) { IdempotencyKey = "k-1" },
        ["send-key"] = new SendCommand(17, Json("1")) { IdempotencyKey = "k-2" },
        ["two-requests"] = new PublishCommand(15, "c", default, 0),
        ["map-subscribe"] = new SubscribeCommand(22, "board:1")
        {
            Epoch = "e1",
            Offset = 250,
            Flags = 1,
            Type = SubscriptionType.Map,
            Phase = MapPhase.State,
            Cursor = "AQhm",
            Limit = 100,
            Ascending = true,
        },
        ["map-publish"] = new PublishCommand(23, "board:1", Json("""{"n":1}"""), SubscriptionType.Map) { Key = "żółw" },
        ["map-remove"] = new PublishCommand(24, "board:1", default, SubscriptionType.Map) { Key = "k", Removed = true },
    };

    /// <summary>Results with their ids, or errors with theirs.</summary>
    public static IReadOnlyDictionary<string, (uint Id, object Answer)> Replies { get; } = new Dictionary<string, (uint Id, object Answer)>(StringComparer.Ordinal)
    {
        ["connect"] = (1, new ConnectReply
        {
            Client = "c-1",
            Version = "0.1.0",
            Expires = true,
            TimeToLiveSeconds = 300,
            Data = Json("""{"motd":"hi"}"""),
            Subscriptions = new Dictionary<string, SubscribeReply>(StringComparer.Ordinal)
            {
                ["#42"] = new()
                {
                    Recoverable = true,
                    Epoch = "e1",
                    Publications = [new Publication { Data = Json("""{"n":8}"""), Offset = 8 }],
                    Recovered = true,
                    Offset = 8,
                    Positioned = true,
                    WasRecovering = true,
                },
            },
            PingSeconds = 25,
            Pong = true,
            Session = "s-1",
            Node = "n-1",
            Time = 1_700_000_000_000,
        }),
        ["subscribe"] = (2, new SubscribeReply
        {
            Expires = true,
            TimeToLiveSeconds = 60,
            Recoverable = true,
            Epoch = "e1",
            Publications = [new Publication { Data = Json("1"), Offset = 4 }, new Publication { Data = Json("\"two\""), Offset = 5 }],
            Recovered = true,
            Offset = 5,
            Positioned = true,
            Data = Json("[]"),
            WasRecovering = true,
        }),
        ["subscribe-empty"] = (3, new SubscribeReply()),
        ["unsubscribe"] = (4, EmptyReply.Unsubscribe),
        ["publish"] = (uint.MaxValue, EmptyReply.Publish),
        ["presence"] = (6, new PresenceReply([_ada with { ChannelInfo = Json("""{"role":"owner"}""") }])),
        ["presence-empty"] = (6, new PresenceReply([])),
        ["presence-stats"] = (7, new PresenceStatsReply(new PresenceStats(300, 2))),
        ["presence-stats-empty"] = (7, new PresenceStatsReply(default)),
        ["history"] = (8, new HistoryReply(
            [
                new Publication
                {
                    Data = Json("""{"a":1}"""),
                    Publisher = new ClientInfo("", "c-2"),
                    Offset = 9,
                    Epoch = "e1",
                    Tags = Event("added"),
                    Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_001),
                },
            ],
            new Position(9, "e1"))),
        ["history-empty"] = (9, new HistoryReply([], default)),
        ["ping"] = (10, EmptyReply.Ping),
        ["send"] = (17, EmptyReply.Send),
        ["rpc"] = (11, new RpcReply(Json("""{"y":2}"""))),
        ["rpc-empty"] = (11, new RpcReply(default)),
        ["refresh"] = (12, new RefreshReply("c-1", "0.1.0", Expires: true, 600)),
        ["sub-refresh"] = (13, new SubRefreshReply(Expires: true, 600)),
        ["error"] = (14, ErrorCodes.PermissionDenied),
        ["error-temporary"] = (15, ErrorCodes.Internal),
        ["map-state"] = (22, new SubscribeReply
        {
            Epoch = "e1",
            Offset = 250,
            Type = SubscriptionType.Map,
            Phase = MapPhase.State,
            Cursor = "AQhm",
            State = [new Publication { Data = Json("""{"n":1}"""), Offset = 7, Key = "a", Score = -5 }, new Publication { Data = Json("2"), Offset = 9, Key = "b" }],
        }),
        ["map-live"] = (22, new SubscribeReply
        {
            Recoverable = true,
            Epoch = "e1",
            Publications = [new Publication { Data = default, Offset = 251, Key = "a", IsRemoval = true }],
            Offset = 251,
            Positioned = true,
            Type = SubscriptionType.MapUsers,
            Phase = MapPhase.Live,
            State = [new Publication { Data = Json("3"), Offset = 10, Key = "c" }],
            PublishDebounceMilliseconds = 50,
        }),
    };

    /// <summary>Pushes; null for the ping, which is none but is sent like them.</summary>
    public static IReadOnlyDictionary<string, CentrifugePush?> Pushes { get; } = new Dictionary<string, CentrifugePush?>(StringComparer.Ordinal)
    {
        ["ping"] = null,
        ["publication"] = new PublicationPush("chat:42", new Publication
        {
            Data = Json("""{"text":"a/b <c> \"d\""}"""),
            Publisher = _ada,
            Offset = ulong.MaxValue,
            Epoch = "e1",
            Tags = Event("added"),
            Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_001),
        }),
        ["publication-minimal"] = new PublicationPush("news", new Publication { Data = Json("0") }),
        ["publication-empty"] = new PublicationPush("news", new Publication { Data = default }),
        ["join"] = new JoinPush("news", new ClientInfo("42", "c-1")),
        ["leave"] = new LeavePush("news", new ClientInfo("", "c-1", ChannelInfo: Json("1"))),
        ["subscribe"] = new SubscribePush("#42", Recoverable: true, new Position(3, "e1"), Positioned: true, Json("{}")),
        ["subscribe-empty"] = new SubscribePush("#42", Recoverable: false, default, Positioned: false, default),
        ["unsubscribe"] = new UnsubscribePush("news", UnsubscribeCodes.InsufficientState),
        ["message"] = new MessagePush(Json("""{"call":{"id":"1"}}""")),
        ["connect"] = new ConnectPush(new ConnectReply
        {
            Client = "c-1",
            Version = "0.1.0",
            Expires = true,
            TimeToLiveSeconds = 300,
            Data = Json("1"),
            Subscriptions = new Dictionary<string, SubscribeReply>(StringComparer.Ordinal) { ["news"] = new() },
            PingSeconds = 25,
            Session = "s-1",
            Node = "n-1",
            Time = 1_700_000_000_000,
        }),
        ["disconnect"] = new DisconnectPush(CloseCodes.Shutdown),
        ["disconnect-final"] = new DisconnectPush(CloseCodes.ForceDisconnect),
        ["refresh"] = new RefreshPush(Expires: true, 60),
        ["map-set"] = new PublicationPush("board:1", new Publication { Data = Json("""{"n":1}"""), Offset = 12, Key = "line-7", Score = 100 }),
        ["map-removed"] = new PublicationPush("board:1", new Publication { Data = default, Offset = 13, Key = "line-7", IsRemoval = true }),
    };

    private static Dictionary<string, string> Event(string name) => new(StringComparer.Ordinal) { [Publication.EventTag] = name };

    private static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);
}
