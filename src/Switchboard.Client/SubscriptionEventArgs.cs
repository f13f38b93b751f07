using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <summary>The hub has accepted a subscription.</summary>
public sealed class SubscribedEventArgs : EventArgs
{
    internal SubscribedEventArgs(string channel) => Channel = channel;

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>Whether a position was given to recover from.</summary>
    public bool WasRecovering { get; internal init; }

    /// <summary>Whether everything since that position was there; it is being delivered.</summary>
    public bool WasRecovered { get; internal init; }

    /// <summary>
    /// Whether something may have been missed: it was subscribed before, or a position was given, and it was not recovered. The
    /// application reads its state anew then.
    /// </summary>
    public bool HasGap { get; internal init; }

    /// <summary>Whether the channel has positions to recover from.</summary>
    public bool IsRecoverable { get; internal init; }

    /// <summary>The position that the subscription starts behind, with what was missed; null where the channel has no positions.</summary>
    public Position? Position { get; internal init; }

    /// <summary>Application data from whatever authorized the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; internal init; }

    internal static SubscribedEventArgs From(string channel, SubscribeReply reply, bool wasSubscribed) => new(channel)
    {
        WasRecovering = reply.WasRecovering,
        WasRecovered = reply.Recovered,
        HasGap = wasSubscribed && !reply.Recovered,
        IsRecoverable = reply.Recoverable,
        Position = reply.Epoch.Length > 0 ? new Position(reply.Offset, reply.Epoch) : null,
        Data = reply.Data,
    };
}

/// <summary>Something was published.</summary>
public sealed class PublicationEventArgs : EventArgs
{
    internal PublicationEventArgs(string channel, Publication publication)
    {
        Channel = channel;
        Publication = publication;
    }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>What was published.</summary>
    public Publication Publication { get; }
}

/// <summary>A client joined a channel, or left it.</summary>
public sealed class PresenceEventArgs : EventArgs
{
    internal PresenceEventArgs(string channel, ClientInfo client)
    {
        Channel = channel;
        Client = client;
    }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>Who.</summary>
    public ClientInfo Client { get; }
}

/// <summary>A handler of publications threw. The publication is delivered to it again.</summary>
public sealed class HandlerFailedEventArgs : EventArgs
{
    internal HandlerFailedEventArgs(string channel, Publication publication, Exception error, int attempt, TimeSpan delay)
    {
        Channel = channel;
        Publication = publication;
        Error = error;
        Attempt = attempt;
        Delay = delay;
    }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>What the handler failed at.</summary>
    public Publication Publication { get; }

    /// <summary>What it threw.</summary>
    public Exception Error { get; }

    /// <summary>How many times it has failed at this publication.</summary>
    public int Attempt { get; }

    /// <summary>How long it is until the publication is delivered again; <see cref="Timeout.InfiniteTimeSpan"/> for an entry of a map that cannot be read as the handler's type, which is passed over.</summary>
    public TimeSpan Delay { get; }
}

/// <summary>The hub has ended a server-side subscription.</summary>
public sealed class ServerUnsubscribedEventArgs : EventArgs
{
    internal ServerUnsubscribedEventArgs(string channel, UnsubscribeCode? code)
    {
        Channel = channel;
        Code = code;
    }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>Why; null where it is missing since the client connected again.</summary>
    public UnsubscribeCode? Code { get; }
}
