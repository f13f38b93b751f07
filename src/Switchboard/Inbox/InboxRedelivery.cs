using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Subscriptions;

namespace Switchboard.Inbox;

/// <summary>Sends a new connection the messages that no connection of its user has acknowledged, a page at first, the next ones as they are acknowledged. They have no position.</summary>
internal sealed class InboxRedelivery(
    InboxRouter stores, ConnectionRegistry connections, SettingsHolder settings, SkippedPublications skipped, TimeProvider time,
    ILogger<InboxRedelivery> logger)
{
    // Messages may be large, and many clients may come at once: no more than this is in memory for one of them.
    private const int MessagesAtOnce = 25;

    // Sent in one go, within what clients' queues take.
    private const int BytesAtOnce = 131_072;

    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    /// <summary>Makes ready for a connection that is about to go live. Null where nothing is to be sent again.</summary>
    public InboxDelivery? Prepare(Connection connection, IReadOnlyList<SubscribeResult> subscriptions)
    {
        var inbox = settings.Current.Inbox;
        var user = connection.Principal.UserId;
        if (!inbox.Enabled || inbox.RedeliveredMessages == 0 || user.Length == 0 || !stores.IsDurable)
        {
            return null;
        }

        var channel = ChannelNames.Inbox(inbox, user);
        foreach (var begun in subscriptions)
        {
            if (begun.Subscription.Name == channel)
            {
                var delivery = new InboxDelivery(begun.Subscription, user);
                delivery.AddRecovered(begun.Missed);
                begun.Subscription.Recorder = delivery;
                return delivery;
            }
        }

        return null;
    }

    /// <summary>Begins, for a connection that has been answered. Does not wait.</summary>
    public void Begin(InboxDelivery delivery) => _ = RunAsync(delivery);

    /// <summary>Sends the next messages to those of a user's connections that have acknowledged enough. Does not wait.</summary>
    /// <param name="user">The user.</param>
    /// <param name="ids">The messages that were marked, as whatever.</param>
    public void Acknowledge(string user, IReadOnlyList<string?> ids)
    {
        if (!stores.IsDurable)
        {
            return;
        }

        var inbox = settings.Current.Inbox;
        var channel = ChannelNames.Inbox(inbox, user);
        foreach (var connection in connections.Select(new ConnectionTarget { User = user }))
        {
            if (connection.Find(channel)?.Recorder is InboxDelivery delivery && delivery.TryResume(ids, inbox.RedeliveredMessages))
            {
                _ = RunAsync(delivery);
            }
        }
    }

    private async Task RunAsync(InboxDelivery delivery)
    {
        try
        {
            var window = settings.Current.Inbox.RedeliveredMessages;
            do
            {
                if (!await SendAllAsync(delivery, window))
                {
                    delivery.Finish();
                    return;
                }
            }
            while (!delivery.TryPause(window));
        }
        catch (Exception exception)
        {
            InboxLog.RedeliveryFailed(logger, exception, delivery.Connection.Id);
        }
    }

    /// <summary>Sends what may be sent before acknowledgements come. False where nothing is left.</summary>
    private async ValueTask<bool> SendAllAsync(InboxDelivery delivery, int window)
    {
        while (delivery.RoomIn(window) is > 0 and var room)
        {
            var read = new InboxRead { Filter = InboxFilter.Undelivered, OldestFirst = true, Cursor = delivery.Cursor, Limit = Math.Min(room, MessagesAtOnce) };
            if (await ReadAsync(delivery, read) is not { } page || !await SendAsync(delivery, page.Messages) || page.Cursor == 0 || !await KnowLastAsync(delivery))
            {
                return false;
            }

            delivery.Cursor = page.Cursor;
            if (delivery.Cursor >= delivery.Last)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Learns where redelivery ends: what is accepted from now on arrives live.</summary>
    private async ValueTask<bool> KnowLastAsync(InboxDelivery delivery)
    {
        if (delivery.Last > 0)
        {
            return true;
        }

        if (await ReadAsync(delivery, new InboxRead { Filter = InboxFilter.Undelivered, Limit = 1 }) is not { Messages: [var newest] })
        {
            return false;
        }

        delivery.Last = newest.Number;
        return true;
    }

    /// <summary>Reads a page, again and again while the store is away. Null where nobody wants it any more.</summary>
    private async ValueTask<InboxPage?> ReadAsync(InboxDelivery delivery, InboxRead read)
    {
        for (var pause = _firstPause; delivery.IsWanted; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                return await stores.ReadAsync(delivery.User, read, CancellationToken.None);
            }
            catch (SwitchboardException answer) when (answer.Error.Temporary)
            {
                // The database is away, which is logged. Not all connections ask again at the same moment.
                await Task.Delay(pause + (pause * Random.Shared.NextDouble()), time);
            }
            catch (SwitchboardException)
            {
                // It is damaged, which is logged.
                return null;
            }
        }

        return null;
    }

    /// <summary>Sends messages as fast as the client takes them. False where there is nobody to send to.</summary>
    private async ValueTask<bool> SendAsync(InboxDelivery delivery, IReadOnlyList<InboxMessage> messages)
    {
        for (var next = 0; next < messages.Count;)
        {
            await delivery.Connection.Outbound.RepliesTakenAsync();
            if (!delivery.IsWanted)
            {
                return false;
            }

            next = SendSome(delivery, messages, next);
        }

        return true;
    }

    private int SendSome(InboxDelivery delivery, IReadOnlyList<InboxMessage> messages, int next)
    {
        var bytes = 0;
        using var batch = DrainBatch.Begin();
        for (; next < messages.Count && bytes < BytesAtOnce && (delivery.Last == 0 || messages[next].Number <= delivery.Last); next++)
        {
            var message = messages[next];
            bytes += message.Publication.Data.Length;
            if (!delivery.Connection.CanCarry(message.Publication))
            {
                // It takes no place in the window, which would never be free again: nobody marks what was not sent.
                skipped.NotJson(delivery.Subscription.Name, delivery.Connection.Id, 1);
            }
            else if (delivery.TryTake(message, time.GetUtcNow()))
            {
                delivery.Connection.Redeliver(new PublicationArrived(delivery.Subscription.Name, message.Publication), delivery.Subscription.Format);
            }
        }

        return bytes < BytesAtOnce ? messages.Count : next;
    }
}
