using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What is known of a client from how it connected.</summary>
public sealed record SocketIoHandshake
{
    private static readonly JsonElement _nothing = JsonElement.Parse("{}");

    /// <summary>What the client sent along for the Socket.IO namespace: a JSON object, maybe empty.</summary>
    public JsonElement Auth { get; init; } = _nothing;

    /// <summary>The query of the first request; of clients 1 and 2 also what they put behind the Socket.IO namespace.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The headers of the first request, by names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who the web server's authentication says that the client is; null where it has not, or where another site made the browser ask.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>The client's address.</summary>
    public string Address { get; init; } = "";

    /// <summary>When the client connected, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    internal static SocketIoHandshake From(HttpRequest request, string address, DateTimeOffset time) => new()
    {
        Query = request.Query.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToString(), StringComparer.Ordinal),
        Headers = request.Headers.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Address = address,
        Time = time,
    };
}
