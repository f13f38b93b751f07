using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Presence;

/// <summary>Counts the connections of users over all nodes, as presence does: each has a place in a channel of its user that nobody can name. A node alone counts by its own list.</summary>
/// <remarks>Two that come for the last place at the same moment may both be refused, and never both be let in.</remarks>
internal sealed class UserPlaces(IPresenceStore store, IBus bus, SettingsHolder settings, ILogger<UserPlaces> logger)
{
    /// <summary>Takes a place for a connection. False where its user has as many as there may be.</summary>
    public async ValueTask<bool> TryTakeAsync(Connection connection, CancellationToken cancellationToken)
    {
        var limit = settings.Current.Limits.ConnectionsPerUser;
        if (limit == 0 || !bus.HasPeers || connection.Principal.UserId.Length == 0)
        {
            return true;
        }

        connection.HasPlace = true;
        await RenewAsync(connection, cancellationToken);
        var taken = await store.CountAsync(ChannelOf(connection), cancellationToken);
        return taken.Clients <= limit;
    }

    /// <summary>Keeps a place for as long as presence lasts.</summary>
    public ValueTask RenewAsync(Connection connection, CancellationToken cancellationToken)
        => connection.HasPlace ? store.AddAsync(ChannelOf(connection), connection.Info, settings.Current.PresenceAge, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Gives a place back, if the connection has one. Does not throw.</summary>
    public async ValueTask LeaveAsync(Connection connection)
    {
        if (!connection.HasPlace)
        {
            return;
        }

        connection.HasPlace = false;
        try
        {
            await store.RemoveAsync(ChannelOf(connection), connection.Info, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // It ends by itself, as presence that nobody renews.
            ConnectionLog.PlaceKept(logger, exception, connection.Id);
        }
    }

    private static string ChannelOf(Connection connection) => $"/user\u0001{connection.Principal.UserId}";
}
