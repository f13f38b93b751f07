using Switchboard.Connections;

namespace Switchboard.Channels;

/// <summary>Lists the connections of this node by pages. The order is that of ids, so that pages hold while connections come and go.</summary>
internal sealed class ConnectionList(ConnectionRegistry connections, ChannelRegistry channels)
{
    /// <summary>Reads a page.</summary>
    /// <param name="user">Those of this user only; null for all.</param>
    /// <param name="channel">Those that are subscribed to this channel only; null for all.</param>
    /// <param name="cursor">The cursor of the page before; null for the first.</param>
    /// <param name="limit">How many at most; more than 0.</param>
    public ConnectionPage Read(string? user, string? channel, string? cursor, int limit)
    {
        var page = Candidates(user, channel)
            .Where(connection => cursor is null || string.CompareOrdinal(connection.Id, cursor) > 0)
            .OrderBy(connection => connection.Id, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        if (page.Count <= limit)
        {
            return new ConnectionPage(page, null);
        }

        page.RemoveAt(limit);
        return new ConnectionPage(page, page[^1].Id);
    }

    private IEnumerable<Connection> Candidates(string? user, string? channel)
    {
        var ofUser = new ConnectionTarget { User = user };
        if (channel is null)
        {
            return connections.Select(ofUser);
        }

        return channels.TryGet(channel, out var found)
            ? found.Connections().Where(connection => connection.IsOpen && (user is null || connection.Principal.UserId == user))
            : [];
    }
}

/// <summary>A page of connections, in the order of their ids.</summary>
/// <param name="Connections">The connections.</param>
/// <param name="Cursor">Asks for the next page; null on the last.</param>
internal sealed record ConnectionPage(IReadOnlyList<Connection> Connections, string? Cursor);
