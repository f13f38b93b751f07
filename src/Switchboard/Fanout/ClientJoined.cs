namespace Switchboard.Fanout;

/// <summary>A connection came into a channel.</summary>
internal sealed class ClientJoined(string channel, ClientInfo client) : Push(channel)
{
    public ClientInfo Client { get; } = client;
}
