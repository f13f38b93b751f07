namespace Switchboard;

/// <summary>Selects connections; those that match every given part are meant. At least one part is given.</summary>
public sealed record ConnectionTarget
{
    /// <summary>All connections of a user.</summary>
    /// <param name="user">The user id.</param>
    public static ConnectionTarget OfUser(string user) => new() { User = user };

    /// <summary>One connection.</summary>
    /// <param name="client">Its client id.</param>
    public static ConnectionTarget OfClient(string client) => new() { Client = client };

    /// <summary>The user id; null for any.</summary>
    public string? User { get; init; }

    /// <summary>The connection's client id; null for any.</summary>
    public string? Client { get; init; }

    /// <summary>The connection's session id, which its owner alone knows; null for any.</summary>
    public string? Session { get; init; }

    /// <summary>Client ids that are spared.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];
}
