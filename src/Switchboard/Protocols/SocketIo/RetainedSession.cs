using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Switchboard.Connections;
using Switchboard.Transports;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The state of a client that has been cut off.</summary>
/// <param name="Id">The secret by which it comes back.</param>
/// <param name="Sid">Its id.</param>
/// <param name="Rooms">The rooms that it was in.</param>
/// <param name="Data">What the application keeps about it.</param>
/// <param name="From">Where the events stood when it entered, or came back.</param>
/// <param name="Last">The last event that was for it while it was there; 0 for none.</param>
/// <param name="Until">Where the events stood when it was cut off.</param>
/// <param name="Time">When it was cut off, as a timestamp.</param>
internal sealed record RetainedSession(
    string Id, string Sid, IReadOnlyCollection<string> Rooms, ConcurrentDictionary<string, object?> Data, long From, long Last, long Until, long Time)
{
    /// <summary>Behind which event those begin that it has missed.</summary>
    /// <param name="seen">The last event that the client has seen; 0 for none.</param>
    public long MissedFrom(long seen) => seen >= Last ? Math.Max(Until, seen) : Math.Max(From, seen);

    /// <summary>Whether an event was for it.</summary>
    public bool Receives(RetainedEvent happened)
        => (happened.Room.Length == 0 || IsIn(happened.Room)) && !(happened.Except is { } except && except.Split(RoomFilter.Separator).Any(IsIn));

    private bool IsIn(string room) => room == Sid || Rooms.Contains(room, StringComparer.Ordinal);
}

/// <summary>An event that is kept for clients that come back.</summary>
/// <param name="Offset">Its place.</param>
/// <param name="Room">The room, or the id of the socket, that it was for; empty for everybody.</param>
/// <param name="Except">The rooms and sockets that it was not for; null for none.</param>
/// <param name="Envelope">The packet.</param>
/// <param name="Time">When it was sent, as a timestamp.</param>
internal sealed record RetainedEvent(long Offset, string Room, string? Except, ReadOnlyMemory<byte> Envelope, long Time);

/// <summary>What a request said that has been answered, where the connection lives on: the server uses the request's own objects again.</summary>
internal sealed class RetainedHandshake : IHandshake
{
    private readonly Dictionary<string, string> _headers;
    private readonly QueryString _query;

    public RetainedHandshake(HttpContext context)
    {
        var live = new HttpHandshake(context);
        User = live.User;
        UserExpiresAt = live.UserExpiresAt;
        Host = live.Host;
        IsSecure = live.IsSecure;
        _query = context.Request.QueryString;
        CertificatePrincipal = live.CertificatePrincipal;
        _headers = context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public ClaimsPrincipal? User { get; }

    /// <inheritdoc/>
    public DateTimeOffset? UserExpiresAt { get; }

    /// <inheritdoc/>
    public string Host { get; }

    /// <inheritdoc/>
    public bool IsSecure { get; }

    /// <inheritdoc/>
    public Principal? CertificatePrincipal { get; }

    /// <inheritdoc/>
    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <inheritdoc/>
    public string? Query(string name) => QueryHelpers.ParseQuery(_query.Value).TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}
