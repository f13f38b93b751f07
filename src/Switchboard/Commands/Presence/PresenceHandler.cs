using Switchboard.Configuration;
using Switchboard.Outbound;
using Switchboard.Presence;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Presence;

/// <summary>Somebody asks who, or how many, are in a channel.</summary>
internal sealed class PresenceHandler(ChannelAuthorizer authorizer, PresenceManager presence, SettingsHolder settings)
{
    /// <summary>Who is in a channel: error 106 where they do not fit into an answer. They can be counted all the same.</summary>
    public async ValueTask<Result<IReadOnlyCollection<ClientInfo>>> ListAsync(
        Principal principal, string channel, bool isSubscribed, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, channel, isSubscribed);
        if (!admission.IsSuccess)
        {
            return admission.As<IReadOnlyCollection<ClientInfo>>();
        }

        var clients = await presence.ListAsync(channel, cancellationToken);
        var most = settings.Current.ReplyBytesFor(principal);
        var bytes = clients.Sum(static client => (long)client.ApproximateBytes);
        if (bytes > most)
        {
            return TooLarge(principal, most);
        }

        await LargeReply.LeaveLoopAsync(bytes);
        return Result.Of(clients);
    }

    public async ValueTask<Result<PresenceStats>> CountAsync(
        Principal principal, string channel, bool isSubscribed, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, channel, isSubscribed);
        return admission.IsSuccess ? await presence.CountAsync(channel, cancellationToken) : admission.As<PresenceStats>();
    }

    private static ErrorCode TooLarge(Principal principal, int most) => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: presence is larger than "
            + $"{(principal.Kind == PrincipalKind.Service ? "api.maxReplyBytes" : "limits.replyBytes")} ({most}); ask for presence_stats",
    };

    private Result<NamespaceSettings> Authorize(Principal principal, string channel, bool isSubscribed)
    {
        var admission = authorizer.Authorize(principal, Operations.Presence, channel, isSubscribed);
        return admission is { IsSuccess: true, Value.Presence: false } ? ErrorCodes.NotAvailable : admission;
    }
}
