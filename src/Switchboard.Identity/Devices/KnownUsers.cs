using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Identity.Accounts;
using Switchboard.Inbox;
using Switchboard.Security.Access;

namespace Switchboard.Identity.Devices;

/// <summary>Tells the ids of people, which no device may take for itself: it would read their inbox, and have their grants.</summary>
/// <remarks>Users of a back end's tokens are known here by what they left. One that never came is not: hence <see cref="DeviceOptions.IdPrefix"/>.</remarks>
internal sealed class KnownUsers(AccountStore accounts, AccessRegistry access, ConnectionRegistry connections, InboxRouter inboxes, SettingsHolder settings)
{
    /// <summary>Whether an id is that of an account.</summary>
    public async ValueTask<bool> HasAccountAsync(string id, CancellationToken cancellationToken)
        => AccountNames.Normalize(id) is { } account && await accounts.FindAsync(account, cancellationToken) is not null;

    /// <summary>Whether anything is there that belongs to a user of an id: a grant, a block, a connection, messages.</summary>
    public async ValueTask<bool> HasTracesAsync(string id, CancellationToken cancellationToken)
        => access.Current.Names(id) || connections.Select(ConnectionTarget.OfUser(id)).Any() || await HasMessagesAsync(id, cancellationToken);

    private async ValueTask<bool> HasMessagesAsync(string id, CancellationToken cancellationToken)
        => settings.Current.Inbox.Enabled && (await inboxes.Store.ReadAsync(id, new InboxRead { Limit = 1 }, cancellationToken)).Messages.Count > 0;
}
