using Switchboard.Commands.Presence;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Inbox;

/// <summary>Finds out whom a message is for.</summary>
internal sealed class MessageRecipients(PresenceHandler presence, SettingsHolder settings)
{
    /// <summary>The users whom a message names, and behind them those others who are in the channel that it names.</summary>
    /// <param name="principal">Who sends, and so asks who is there.</param>
    /// <param name="connection">The sending connection; null where none sends.</param>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for the presence store.</param>
    public async ValueTask<Result<IReadOnlyList<string>>> FindAsync(
        Principal principal, Connection? connection, MessageRequest request, CancellationToken cancellationToken)
    {
        if (request.Presence is not { } channel)
        {
            return Result.Of(request.Users);
        }

        var present = await presence.ListAsync(principal, channel, connection?.Find(channel) is not null, cancellationToken);
        if (!present.IsSuccess)
        {
            return present.As<IReadOnlyList<string>>();
        }

        var users = present.Value!.Select(static client => client.User).Where(static user => user.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return users.Count > settings.Current.Inbox.MaxPresenceRecipients
            ? ErrorCodes.LimitExceeded
            : Result.Of<IReadOnlyList<string>>([.. request.Users.Union(users, StringComparer.Ordinal)]);
    }
}
