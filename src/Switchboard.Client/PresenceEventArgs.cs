namespace Switchboard.Client;

/// <summary>Somebody came to a channel, or left it.</summary>
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
