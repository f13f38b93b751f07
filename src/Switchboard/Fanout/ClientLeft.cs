namespace Switchboard.Fanout;

/// <summary>A connection left a channel.</summary>
internal sealed class ClientLeft(string channel, ClientInfo client) : Push(channel)
{
    public ClientInfo Client { get; } = client;
}
