namespace Switchboard;

/// <summary>Says at run time who may do what. It holds on every node, and for live connections at once.</summary>
/// <remarks>
/// A singleton that any thread may use. Every member throws <see cref="SwitchboardException"/> where the hub answers with an error: what
/// is given is not acceptable (107), there are too many rules (106), the store is away (108). Complete when the store has it and this
/// node's connections have been told; the others' follow.
/// </remarks>
public interface IAccessControl
{
    /// <summary>Gives a user operations in channels, beside what the user has.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="channels">The channel, or a pattern in which a star stands for any text.</param>
    /// <param name="until">Until when; null for ever.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask GrantAsync(string user, Operations operations, string channels, DateTimeOffset? until = null, CancellationToken cancellationToken = default);

    /// <summary>Gives all who have a role operations in channels.</summary>
    /// <param name="role">The role.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="channels">The channel, or a pattern in which a star stands for any text.</param>
    /// <param name="until">Until when; null for ever.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask GrantRoleAsync(string role, Operations operations, string channels, DateTimeOffset? until = null, CancellationToken cancellationToken = default);

    /// <summary>Takes back what was given to a user under the same pattern. What goes on by it alone ends: subscriptions with 2000.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="channels">The channel or pattern, as it was given.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RevokeAsync(string user, Operations operations, string channels, CancellationToken cancellationToken = default);

    /// <summary>Takes back what was given to a role under the same pattern.</summary>
    /// <param name="role">The role.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="channels">The channel or pattern, as it was given.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RevokeRoleAsync(string role, Operations operations, string channels, CancellationToken cancellationToken = default);

    /// <summary>Shuts a user out: nothing is allowed, and every connection is closed with <see cref="CloseCodes.PermissionDenied"/>.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="until">Until when; null for ever.</param>
    /// <param name="reason">Why, for people; empty for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask BlockAsync(string user, DateTimeOffset? until = null, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Lets a user in again.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask UnblockAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>Makes all tokens and tickets of a user invalid that were made until now. Connections that came by one are closed with <see cref="CloseCodes.InvalidToken"/>.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RevokeTokensAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>Makes one token or ticket invalid. The connection that came by it is closed with <see cref="CloseCodes.InvalidToken"/>.</summary>
    /// <param name="id">The token's id (its claim <c>jti</c>), or the ticket's.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RevokeTokenAsync(string id, CancellationToken cancellationToken = default);
}
