using System.Collections.ObjectModel;

namespace Switchboard.Wire.Centrifuge;

/// <summary>A command as the client sent it. Payloads are copies: they outlive the frame that they came in.</summary>
/// <param name="Id">Pairs the command with its reply; 0 where the client gave none.</param>
public abstract record CentrifugeCommand(uint Id)
{
    private uint _id = Id;

    /// <summary>Pairs the command with its reply; 0 where the client gave none.</summary>
    public uint Id
    {
        get => _id;
        init => _id = value;
    }

    /// <summary>Completes a command that was read before its id: JavaScript clients put the id last. Only for codecs.</summary>
    internal void SetId(uint id) => _id = id;
}

/// <summary>Authenticates the connection; the first command of every connection.</summary>
/// <param name="Id">The command's id.</param>
public sealed record ConnectCommand(uint Id) : CentrifugeCommand(Id)
{
    /// <summary>The connection token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Application data for whoever decides about the connection; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Server-side subscriptions that the client knows from before, with the positions to recover from.</summary>
    public IReadOnlyDictionary<string, SubscribeCommand> Subscriptions { get; init; } = ReadOnlyDictionary<string, SubscribeCommand>.Empty;

    /// <summary>The client library's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The client application's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Headers that the client could not send as HTTP headers; untrusted.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>Subscribes to a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel; empty inside a connect command, whose key names it.</param>
public sealed record SubscribeCommand(uint Id, string Channel) : CentrifugeCommand(Id)
{
    /// <summary>The flag of <see cref="Flags"/> by which a client prefers error 112 to a subscription that missed publications.</summary>
    public const long RejectUnrecovered = 2;

    /// <summary>The subscription token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Whether missed publications are wanted.</summary>
    public bool Recover { get; init; }

    /// <summary>The epoch of the last position that the client knows.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The offset of the last position that the client knows.</summary>
    public ulong Offset { get; init; }

    /// <summary>Application data for whoever decides about the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether the client wants its position checked.</summary>
    public bool Positioned { get; init; }

    /// <summary>Whether the client wants to be able to recover.</summary>
    public bool Recoverable { get; init; }

    /// <summary>Whether the client wants others' coming and going.</summary>
    public bool JoinLeave { get; init; }

    /// <summary>The delta compression wanted: <c>fossil</c>; empty for none.</summary>
    public string Delta { get; init; } = "";

    /// <summary>Which publications the client wants, by their tags; null for all.</summary>
    public TagFilter? Filter { get; init; }

    /// <summary>Features of this subscription, as bits.</summary>
    public long Flags { get; init; }

    /// <summary>The kind of channel: <see cref="SubscriptionType"/>. Shared-poll subscriptions are not offered.</summary>
    public int Type { get; init; }

    /// <summary>Of a map: what is asked for, <see cref="MapPhase"/>.</summary>
    public int Phase { get; init; }

    /// <summary>Of a map: where the page of entries before ended; empty for the first.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Of a map: how many entries or changes at most; 0 for as many as the server likes.</summary>
    public int Limit { get; init; }

    /// <summary>Of an ordered map: the lowest score first.</summary>
    public bool Ascending { get; init; }
}

/// <summary>Ends a subscription.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
public sealed record UnsubscribeCommand(uint Id, string Channel) : CentrifugeCommand(Id);

/// <summary>Publishes into a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Data">The payload; empty for none.</param>
/// <param name="Type">0 for a stream channel, 1 for a map channel.</param>
public sealed record PublishCommand(uint Id, string Channel, ReadOnlyMemory<byte> Data, int Type) : CentrifugeCommand(Id)
{
    /// <summary>Of a map: the key of the entry.</summary>
    public string Key { get; init; } = "";

    /// <summary>Of a map: whether the entry is removed.</summary>
    public bool Removed { get; init; }

    /// <summary>Makes a repeated publish have no second effect; empty for none. Ours, beside the standard fields.</summary>
    public string IdempotencyKey { get; init; } = "";
}

/// <summary>Asks who is in a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
public sealed record PresenceCommand(uint Id, string Channel) : CentrifugeCommand(Id);

/// <summary>Asks how many are in a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
public sealed record PresenceStatsCommand(uint Id, string Channel) : CentrifugeCommand(Id);

/// <summary>Reads a channel's past.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Limit">How many publications at most; 0 for the position alone, negative for all.</param>
/// <param name="Since">The position to start behind; null for the beginning.</param>
/// <param name="Reverse">Newest first.</param>
public sealed record HistoryCommand(uint Id, string Channel, int Limit, Position? Since, bool Reverse) : CentrifugeCommand(Id);

/// <summary>An explicit ping of older clients; answered with an empty result.</summary>
/// <param name="Id">The command's id.</param>
public sealed record PingCommand(uint Id) : CentrifugeCommand(Id);

/// <summary>An empty command: the client's answer to the server's ping.</summary>
public sealed record PongCommand() : CentrifugeCommand(0)
{
    /// <summary>The one instance.</summary>
    public static PongCommand Instance { get; } = new();
}

/// <summary>Sends a message that gets no reply, unless it has both an id and an idempotency key.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Data">The payload; empty for none.</param>
public sealed record SendCommand(uint Id, ReadOnlyMemory<byte> Data) : CentrifugeCommand(Id)
{
    /// <summary>Makes a repeated message have no second effect; empty for none. Ours, beside the standard fields.</summary>
    public string IdempotencyKey { get; init; } = "";
}

/// <summary>Calls a method.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Data">The payload; empty for none.</param>
public sealed record RpcCommand(uint Id, string Method, ReadOnlyMemory<byte> Data) : CentrifugeCommand(Id);

/// <summary>Brings a new connection token.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Token">The token.</param>
public sealed record RefreshCommand(uint Id, string Token) : CentrifugeCommand(Id);

/// <summary>Brings a new subscription token.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Token">The token.</param>
/// <param name="Type">0; other kinds of channels are not offered.</param>
public sealed record SubRefreshCommand(uint Id, string Channel, string Token, int Type) : CentrifugeCommand(Id);

/// <summary>A command that this server does not know; a protocol error.</summary>
/// <param name="Id">The command's id.</param>
public sealed record UnknownCommand(uint Id) : CentrifugeCommand(Id);
