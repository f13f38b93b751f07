namespace Switchboard.Client.Connections;

/// <summary>How a session, or the attempt to start one, ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="IsFinal">Whether it would be no use to connect again.</param>
/// <param name="CloseCode">The hub's close code; null where the hub did not close.</param>
/// <param name="Error">What failed; null where nothing did.</param>
internal sealed record SessionEnd(ConnectionChangeReason Reason, bool IsFinal = false, CloseCode? CloseCode = null, Exception? Error = null)
{
    public static SessionEnd Requested { get; } = new(ConnectionChangeReason.Requested, IsFinal: true);

    /// <summary>How long the server asks to wait; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the hub called the credential expired.</summary>
    public bool WasExpired { get; init; }

    /// <summary>The exception for callers whose requests were not answered.</summary>
    public SwitchboardConnectionException ToException() => new(Describe(), Reason, !IsFinal, CloseCode, Error);

    private string Describe() => Reason switch
    {
        ConnectionChangeReason.Requested => "The client is disconnected.",
        ConnectionChangeReason.ClosedByServer => $"The hub closed the connection with {CloseCode?.Code}: {CloseCode?.Reason}.",
        ConnectionChangeReason.TransportFailed => "The connection failed.",
        ConnectionChangeReason.PingTimeout => "Nothing was received from the hub in time.",
        ConnectionChangeReason.Refused => $"The hub refused the connection: {Error?.Message}",
        ConnectionChangeReason.CertificateRefused => $"The server's certificate was refused: {Error?.Message}",
        ConnectionChangeReason.NoCredential => "There is no credential to connect with.",
        ConnectionChangeReason.ProtocolError => "The other side does not keep to the protocol.",
        ConnectionChangeReason.ReplyTimeout => "The hub did not answer in time.",
        _ => "The connection was given up.",
    };
}
