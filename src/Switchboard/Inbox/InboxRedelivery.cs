using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Outbound;

namespace Switchboard.Inbox;

/// <summary>Sends a new connection the messages that no connection of its user has acknowledged. They have no position: clients drop repetitions by their ids.</summary>
internal sealed class InboxRedelivery(InboxRouter stores, SettingsHolder settings, ILogger<InboxRedelivery> logger)
{
    /// <summary>Begins, for a connection that has been answered. Does not wait.</summary>
    public void Begin(Connection connection)
    {
        var inbox = settings.Current.Inbox;
        if (inbox.Enabled && inbox.RedeliveredMessages > 0 && connection.Principal.UserId.Length > 0 && stores.IsDurable)
        {
            _ = SendAsync(connection, inbox);
        }
    }

    private async Task SendAsync(Connection connection, InboxSettings inbox)
    {
        try
        {
            var user = connection.Principal.UserId;
            var read = new InboxRead { Filter = InboxFilter.Undelivered, OldestFirst = true, Limit = inbox.RedeliveredMessages };
            var page = await stores.ReadAsync(user, read, CancellationToken.None);
            var channel = ChannelNames.Inbox(inbox, user);
            foreach (var message in page.Messages)
            {
                connection.Send(new PublicationArrived(channel, message.Publication));
            }
        }
        catch (SwitchboardException)
        {
            // The database is away, which is logged. The messages come with the next connection.
            return;
        }
        catch (Exception exception)
        {
            InboxLog.RedeliveryFailed(logger, exception, connection.Id);
        }
    }
}
