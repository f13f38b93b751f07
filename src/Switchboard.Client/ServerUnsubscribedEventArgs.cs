namespace Switchboard.Client;

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
