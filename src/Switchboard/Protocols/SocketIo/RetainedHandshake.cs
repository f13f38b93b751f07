using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Switchboard.Connections;
using Switchboard.Transports;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What a request said that has been answered, where the connection lives on: the server uses the request's own objects again.</summary>
internal sealed class RetainedHandshake : IHandshake
{
    private readonly Dictionary<string, string> _headers;

    public RetainedHandshake(HttpContext context)
    {
        var live = new HttpHandshake(context);
        User = live.User;
        UserExpiresAt = live.UserExpiresAt;
        _headers = context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public ClaimsPrincipal? User { get; }

    /// <inheritdoc/>
    public DateTimeOffset? UserExpiresAt { get; }

    /// <inheritdoc/>
    public string? Header(string name) => _headers.GetValueOrDefault(name);
}
