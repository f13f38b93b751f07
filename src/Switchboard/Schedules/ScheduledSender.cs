namespace Switchboard.Schedules;

/// <summary>The connection that scheduled something, as it shows to others.</summary>
internal sealed record ScheduledSender(string User, string Client, byte[] ConnectionInfo, byte[] ChannelInfo)
{
    public static ScheduledSender? Of(ClientInfo? client) => client is null
        ? null
        : new ScheduledSender(client.User, client.Client, client.ConnectionInfo.ToArray(), client.ChannelInfo.ToArray());

    public ClientInfo ToClientInfo() => new(User, Client, ConnectionInfo, ChannelInfo);
}
