namespace Switchboard.Hooks;

/// <summary>A client wants to subscribe.</summary>
public sealed class SubscribingContext : PermissionContext
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Whether the client showed a valid subscription token for the channel.</summary>
    public bool HasToken { get; init; }

    /// <summary>The application data of the client's command; empty for none. Untrusted.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The subscription's particulars: info for others, data for the client, expiry, deviations from the namespace.</summary>
    public SubscribeOptions Options { get; set; } = SubscribeOptions.None;
}
