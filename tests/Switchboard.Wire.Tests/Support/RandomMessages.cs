using System.Text;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Wire.Tests.Support;

/// <summary>Makes messages of every kind with fields of every kind; the same seed makes the same messages.</summary>
internal sealed class RandomMessages(int seed)
{
    private static readonly string[] _texts = ["", "", "a", "news:42", "żółw 🐢", "\"\\/\b\n\r\t\0", "<&>'+", "\u2028\u2029\u0085", new('x', 200)];
    private static readonly string[] _payloads = ["", "1", "1.50", "true", "[]", "[1, {}]", "\"x\\n\\\"\\u00e9 é\"", "{\"a\":{\"b\":[null,-1e400]}}"];
    private static readonly ulong[] _numbers = [0, 1, 127, 128, 16384, int.MaxValue, uint.MaxValue, long.MaxValue];

    private readonly Random _random = new(seed);

    public CentrifugeCommand Command() => _random.Next(13) switch
    {
        0 => Connect(),
        1 => Subscribe(UInt32()),
        2 => new UnsubscribeCommand(UInt32(), Text()),
        3 => new PublishCommand(UInt32(), Text(), Payload(), Int32()) { IdempotencyKey = Text() },
        4 => new PresenceCommand(UInt32(), Text()),
        5 => new PresenceStatsCommand(UInt32(), Text()),
        6 => new HistoryCommand(UInt32(), Text(), Int32(), Flag() ? Position() : null, Flag()),
        7 => new PingCommand(UInt32()),
        8 => new SendCommand(UInt32(), Payload()) { IdempotencyKey = Text() },
        9 => new RpcCommand(UInt32(), Text(), Payload()),
        10 => new RefreshCommand(UInt32(), Text()),
        11 => new SubRefreshCommand(UInt32(), Text(), Text(), Int32()),
        _ => PongCommand.Instance,
    };

    public CentrifugeReply Reply() => _random.Next(9) switch
    {
        0 => ConnectReply(),
        1 => SubscribeReply(),
        2 => new PresenceReply([.. List(Client).DistinctBy(client => client.Client, StringComparer.Ordinal)]),
        3 => new PresenceStatsReply(new PresenceStats(_random.Next(), _random.Next(300))),
        4 => new HistoryReply(List(Publication), Position()),
        5 => new RpcReply(Payload()),
        6 => new RefreshReply(Text(), Text(), Flag(), UInt32()),
        7 => new SubRefreshReply(Flag(), UInt32()),
        _ => new EmptyReply((EmptyReplyKind)_random.Next(4)),
    };

    public CentrifugePush Push() => _random.Next(9) switch
    {
        0 => new PublicationPush(Text(), Publication()),
        1 => new JoinPush(Text(), Client()),
        2 => new LeavePush(Text(), Client()),
        3 => new UnsubscribePush(Text(), new UnsubscribeCode(UInt32(), Text())),
        4 => new MessagePush(Payload()),
        5 => new SubscribePush(Text(), Flag(), Position(), Flag(), Payload()),
        6 => new ConnectPush(ConnectReply()),
        7 => new DisconnectPush(new CloseCode(UInt32(), Text())),
        _ => new RefreshPush(Flag(), UInt32()),
    };

    public uint UInt32() => (uint)Math.Min(UInt64(), uint.MaxValue);

    public EmulationRequest Emulation() => new(Text(), Text(), Encoding.UTF8.GetBytes(Text()));

    private ConnectCommand Connect() => new(UInt32())
    {
        Token = Text(),
        Data = Payload(),
        Subscriptions = Map(() => Subscribe(0)),
        Name = Text(),
        Version = Text(),
        Headers = Map(Text),
    };

    private SubscribeCommand Subscribe(uint id) => new(id, Text())
    {
        Token = Text(),
        Recover = Flag(),
        Epoch = Text(),
        Offset = UInt64(),
        Data = Payload(),
        Positioned = Flag(),
        Recoverable = Flag(),
        JoinLeave = Flag(),
        Delta = Text(),
        Filter = Flag() ? Filter(depth: 3) : null,
        Flags = unchecked((long)UInt64()) * (Flag() ? 1 : -1),
        Type = Int32(),
    };

    private TagFilter Filter(int depth) => new()
    {
        Op = Text(),
        Key = Text(),
        Compare = Text(),
        Value = Text(),
        Values = List(Text),
        Nodes = depth == 0 ? [] : List(() => Filter(depth - 1)),
    };

    private ConnectReply ConnectReply() => new()
    {
        Client = Text(),
        Version = Text(),
        Expires = Flag(),
        TimeToLiveSeconds = UInt32(),
        Data = Payload(),
        Subscriptions = Flag() ? Map(SubscribeReply) : null,
        PingSeconds = UInt32(),
        Pong = Flag(),
        Session = Text(),
        Node = Text(),
        Time = Int32(),
    };

    private SubscribeReply SubscribeReply() => new()
    {
        Expires = Flag(),
        TimeToLiveSeconds = UInt32(),
        Recoverable = Flag(),
        Epoch = Text(),
        Offset = UInt64(),
        Publications = List(Publication),
        Recovered = Flag(),
        WasRecovering = Flag(),
        Positioned = Flag(),
        Data = Payload(),
    };

    private Publication Publication() => new()
    {
        Data = Payload(),
        Tags = Flag() ? Map(Text) : null,
        Publisher = Flag() ? Client() : null,
        Time = Flag() ? DateTimeOffset.FromUnixTimeMilliseconds(_random.NextInt64(4_000_000_000_000)) : default,
        Offset = UInt64(),
    };

    private ClientInfo Client() => new(Text(), Text(), Payload(), Payload());

    private Position Position() => new(UInt64(), Text());

    private List<T> List<T>(Func<T> make) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => make())];

    private Dictionary<string, T> Map<T>(Func<T> make)
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var i = _random.Next(4); i > 0; i--)
        {
            map[Text()] = make();
        }

        return map;
    }

    private string Text() => Pick(_texts);

    private ReadOnlyMemory<byte> Payload() => Encoding.UTF8.GetBytes(Pick(_payloads));

    private ulong UInt64() => Flag() ? Pick(_numbers) : unchecked((ulong)_random.NextInt64(long.MinValue, long.MaxValue));

    private int Int32() => Flag() ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(3);

    private bool Flag() => _random.Next(2) == 0;

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
