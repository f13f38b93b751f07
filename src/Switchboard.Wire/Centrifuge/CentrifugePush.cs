namespace Switchboard.Wire.Centrifuge;

/// <summary>What the server tells a client unasked.</summary>
/// <param name="Channel">The channel it is about; empty when it is about the connection.</param>
public abstract record CentrifugePush(string Channel);

/// <summary>A publication arrived.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication.</param>
public sealed record PublicationPush(string Channel, Publication Publication) : CentrifugePush(Channel)
{
    /// <summary>What its data are. What is read is <see cref="PayloadForm.Delta"/> or not: whether it is <see cref="PayloadForm.Text"/>, the reply to subscribe has said.</summary>
    public PayloadForm Form { get; init; }
}

/// <summary>What the data of a publication are on the wire.</summary>
public enum PayloadForm
{
    /// <summary>The payload.</summary>
    Plain,

    /// <summary>The payload; on the JSON wire a string that has it, for a client that needs to know its very bytes.</summary>
    Text,

    /// <summary>A delta; on the JSON wire a string that has it.</summary>
    Delta,
}

/// <summary>A connection came into the channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Client">The connection.</param>
public sealed record JoinPush(string Channel, ClientInfo Client) : CentrifugePush(Channel);

/// <summary>A connection left the channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Client">The connection.</param>
public sealed record LeavePush(string Channel, ClientInfo Client) : CentrifugePush(Channel);

/// <summary>A message to this connection alone.</summary>
/// <param name="Data">The payload.</param>
public sealed record MessagePush(ReadOnlyMemory<byte> Data) : CentrifugePush("");

/// <summary>The server subscribed the connection to a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Recoverable">Whether the client may recover missed publications later.</param>
/// <param name="Position">Where the subscription starts; epoch empty where the channel keeps no position.</param>
/// <param name="Positioned">Whether the server checks the subscription's position.</param>
/// <param name="Data">Application data for the client; empty for none.</param>
public sealed record SubscribePush(string Channel, bool Recoverable, Position Position, bool Positioned, ReadOnlyMemory<byte> Data) : CentrifugePush(Channel);

/// <summary>The server ended a subscription.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Code">Why.</param>
public sealed record UnsubscribePush(string Channel, UnsubscribeCode Code) : CentrifugePush(Channel);

/// <summary>The first push of a one-way stream: the connection is established.</summary>
/// <param name="Reply">What a connect command would be answered.</param>
public sealed record ConnectPush(ConnectReply Reply) : CentrifugePush("");

/// <summary>The server closes the connection, where the transport itself cannot say why.</summary>
/// <param name="Code">Why.</param>
public sealed record DisconnectPush(CloseCode Code) : CentrifugePush("");

/// <summary>The connection has a new expiry.</summary>
/// <param name="Expires">Whether the connection expires.</param>
/// <param name="TimeToLiveSeconds">Seconds until it does.</param>
public sealed record RefreshPush(bool Expires, uint TimeToLiveSeconds) : CentrifugePush("");
