namespace Switchboard.Fanout;

/// <summary>A connection has a new expiry.</summary>
internal sealed class ExpiryChanged(TimeSpan? timeToLive) : Push("")
{
    /// <summary>How long the connection lives; null for ever.</summary>
    public TimeSpan? TimeToLive { get; } = timeToLive;
}
