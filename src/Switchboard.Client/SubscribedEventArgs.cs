namespace Switchboard.Client;

/// <summary>The hub has accepted a subscription.</summary>
public sealed class SubscribedEventArgs : EventArgs
{
    internal SubscribedEventArgs(string channel) => Channel = channel;

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>Whether a position was given to recover from.</summary>
    public bool WasRecovering { get; internal init; }

    /// <summary>Whether everything since that position was there; it is being handed to the handler.</summary>
    public bool WasRecovered { get; internal init; }

    /// <summary>
    /// Whether something may have been missed: the channel was followed before, or a position was given, and it was not recovered. The
    /// application reads its state anew then.
    /// </summary>
    public bool HasGap { get; internal init; }

    /// <summary>Whether the channel keeps positions to recover from.</summary>
    public bool IsRecoverable { get; internal init; }

    /// <summary>Where the subscription begins; null where the channel keeps no positions.</summary>
    public Position? Position { get; internal init; }

    /// <summary>Application data from whoever decided about the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; internal init; }
}
