namespace Switchboard.Client.Connections;

/// <summary>How a session, or the attempt to begin one, ended.</summary>
/// <param name="Change">Why.</param>
/// <param name="IsFinal">Whether it would be no use to connect again.</param>
/// <param name="CloseCode">The hub's close code; null where the hub did not close.</param>
/// <param name="Error">What failed; null where nothing did.</param>
internal sealed record SessionEnd(ConnectionChange Change, bool IsFinal = false, CloseCode? CloseCode = null, Exception? Error = null)
{
    public static SessionEnd Requested { get; } = new(ConnectionChange.Requested, IsFinal: true);

    /// <summary>How long the server asks to stay away; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the hub called the credential expired.</summary>
    public bool WasExpired { get; init; }

    /// <summary>What callers are told whose requests did not come through.</summary>
    public SwitchboardConnectionException ToException() => new(Describe(), Change, !IsFinal, CloseCode, Error);

    private string Describe() => Change switch
    {
        ConnectionChange.Requested => "The client is disconnected.",
        ConnectionChange.ClosedByServer => $"The hub closed the connection with {CloseCode?.Code}: {CloseCode?.Reason}.",
        ConnectionChange.TransportFailed => "The connection failed.",
        ConnectionChange.Silent => "Nothing came from the hub in time.",
        ConnectionChange.Refused => $"The hub refused the connection: {Error?.Message}",
        ConnectionChange.CertificateRefused => $"The server's certificate was refused: {Error?.Message}",
        ConnectionChange.NoCredential => "There is no credential to connect with.",
        ConnectionChange.ProtocolViolated => "The other side does not keep to the protocol.",
        ConnectionChange.Unanswered => "The hub did not answer in time.",
        _ => "The connection was given up.",
    };
}
