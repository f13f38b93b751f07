using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Names;

namespace Switchboard.Inbox;

/// <summary>Sends users messages of the hub's own: they are kept in their inboxes as those of others are, and nobody is told receipts of them.</summary>
internal sealed class HubMessages(InboxWriter inbox, PublishPipeline pipeline, SettingsHolder settings)
{
    /// <summary>Sends a message, once for its id.</summary>
    /// <param name="user">To whom.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="name">Its event name, and its kind.</param>
    /// <param name="json">The payload.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>Why it was not sent; null where it was, now or before.</returns>
    public async ValueTask<ErrorCode?> SendAsync(string user, string id, string name, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var channel = ChannelNames.Inbox(settings.Current.Inbox, user);
        if (!settings.Current.Namespaces.TryResolve(channel, out var space) || !ChannelNames.IsValid(channel, space))
        {
            return ErrorCodes.UnknownChannel;
        }

        var message = new PublicationRequest(channel, space, json)
        {
            IsCheckedJson = true,
            IsOwnEvent = true,
            Recipient = user,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Publication.EventTag] = name,
                [MessageTags.Id] = id,
                [MessageTags.Kind] = name,
            },
            IdempotencyKey = id,
        };
        var kept = await inbox.KeepAsync(user, id, Principal.Service, message, window: null, cancellationToken);
        return kept.IsSuccess ? (await pipeline.PublishAsync(message, cancellationToken)).Error : kept.Error;
    }
}
