using System.Collections.ObjectModel;
using System.Security.Claims;

namespace Switchboard;

/// <summary>A client wants to be let in.</summary>
/// <remarks>
/// It is undecided where nobody has said who the client is and anonymous connections are not allowed: setting
/// <see cref="Principal"/> to somebody, or calling <see cref="PermissionContext.Allow"/>, lets it in.
/// </remarks>
public sealed class ConnectingContext : PermissionContext
{
    private readonly Dictionary<string, SubscribeOptions> _subscriptions = new(StringComparer.Ordinal);

    /// <summary>Who the client will be. It begins as what its token or the application's login said, else anonymous.</summary>
    public required Principal Principal { get; set; }

    /// <summary>Whether the client came with a connection token, which was valid.</summary>
    public bool HasToken { get; init; }

    /// <summary>When the connection expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The application data of the client's connect command; empty for none. Untrusted.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>JSON for the client, in the answer to its connect command; empty for none.</summary>
    public ReadOnlyMemory<byte> ReplyData { get; set; }

    /// <summary>The channels that the client asks for from the start.</summary>
    public IReadOnlyCollection<string> RequestedChannels { get; init; } = [];

    /// <summary>The user of the application's own login, from the HTTP request; null where there is none.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>What the client gave in place of HTTP headers, in its connect command. Untrusted.</summary>
    public IReadOnlyDictionary<string, string> ClientHeaders { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The server-side subscriptions that hooks added.</summary>
    public IReadOnlyDictionary<string, SubscribeOptions> Subscriptions => _subscriptions;

    /// <summary>Adds a server-side subscription. No permission is asked for; a channel that does not exist lets nobody in (102).</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">The particulars; null for none.</param>
    public void Subscribe(string channel, SubscribeOptions? options = null) => _subscriptions[channel] = options ?? SubscribeOptions.None;

    /// <summary>Adds a claim to <see cref="Principal"/>, for the application's own use.</summary>
    /// <param name="type">The claim's type.</param>
    /// <param name="value">Its value.</param>
    public void AddClaim(string type, string value) => Principal = Principal with { Claims = [.. Principal.Claims, new Claim(type, value)] };
}
