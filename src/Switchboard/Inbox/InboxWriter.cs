using System.Globalization;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Inbox;

/// <summary>Puts messages into inboxes, before they enter fan-out.</summary>
internal sealed class InboxWriter(InboxRouter stores, PublishPipeline pipeline, ReceiptEvents hooks, SettingsHolder settings)
{
    /// <summary>Keeps a message. Complete when it is on disk, where inboxes are durable; a repetition keeps nothing and is no error.</summary>
    /// <param name="user">Whose inbox.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="sender">Who sends.</param>
    /// <param name="request">The message as it will be published.</param>
    /// <param name="window">How long the id is remembered at least, where inboxes are durable; null for no longer than others.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Result<Unit>> KeepAsync(
        string user, string id, Principal sender, PublicationRequest request, TimeSpan? window, CancellationToken cancellationToken)
    {
        var publication = pipeline.Validate(request);
        if (!publication.IsSuccess)
        {
            return publication.As<Unit>();
        }

        try
        {
            await stores.Store.AppendAsync(AppendOf(user, id, sender, publication.Value!, window, wantsReceipts: !request.IsOwnEvent), cancellationToken);
            return default(Unit);
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    private InboxAppend AppendOf(string user, string id, Principal sender, Publication publication, TimeSpan? window, bool wantsReceipts)
    {
        var inbox = settings.Current.Inbox;
        return new InboxAppend
        {
            User = user,
            Id = id,
            Sender = MessageSender.Of(sender),
            Publication = publication,
            Kind = publication.Tags?.GetValueOrDefault(MessageTags.Kind) ?? "",
            ExpiresAt = ExpiryOf(publication),
            WantsReceipts = wantsReceipts && (sender.UserId.Length > 0 || (sender.Kind == PrincipalKind.Service && hooks.AreWanted)),
            MaxMessages = inbox.MaxMessages,
            MaxAge = inbox.MaxAge,
            RememberFor = stores.IsDurable && window > inbox.RememberFor ? window.Value : inbox.RememberFor,
        };
    }

    private static DateTimeOffset? ExpiryOf(Publication publication)
        => publication.Tags?.GetValueOrDefault(MessageTags.ExpiresAt) is { } text
            && long.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds > 0 && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
