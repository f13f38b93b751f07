using Switchboard.Results;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Access;

/// <summary>Says who may do what, for server code.</summary>
internal sealed class AccessControl(AccessHandler handler) : IAccessControl
{
    /// <inheritdoc/>
    public async ValueTask GrantAsync(string user, Operations operations, string channels, DateTimeOffset? until = null, CancellationToken cancellationToken = default)
        => Check(await handler.GrantAsync(OperationCaller.Server, new AccessSubject(user, null), new GrantTerms(operations, [channels], until), Begin(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask GrantRoleAsync(string role, Operations operations, string channels, DateTimeOffset? until = null, CancellationToken cancellationToken = default)
        => Check(await handler.GrantAsync(OperationCaller.Server, new AccessSubject(null, role), new GrantTerms(operations, [channels], until), Begin(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(string user, Operations operations, string channels, CancellationToken cancellationToken = default)
        => Check(await handler.RevokeAsync(OperationCaller.Server, new AccessSubject(user, null), new GrantTerms(operations, [channels], null), Begin(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask RevokeRoleAsync(string role, Operations operations, string channels, CancellationToken cancellationToken = default)
        => Check(await handler.RevokeAsync(OperationCaller.Server, new AccessSubject(null, role), new GrantTerms(operations, [channels], null), Begin(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask BlockAsync(string user, DateTimeOffset? until = null, string reason = "", CancellationToken cancellationToken = default)
        => Check(await handler.BlockAsync(OperationCaller.Server, user, reason, until, Begin(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask UnblockAsync(string user, CancellationToken cancellationToken = default)
        => Check(await handler.UnblockAsync(OperationCaller.Server, user, Begin(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask RevokeTokensAsync(string user, CancellationToken cancellationToken = default)
        => Check(await handler.RevokeTokensAsync(OperationCaller.Server, user, null, null, Begin(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask RevokeTokenAsync(string id, CancellationToken cancellationToken = default)
        => Check(await handler.RevokeTokensAsync(OperationCaller.Server, null, id, null, Begin(cancellationToken)));

    // What began is carried out to its end: in force on every node, and told of.
    private static CancellationToken Begin(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return CancellationToken.None;
    }

    private static void Check<T>(in Result<T> outcome)
    {
        if (outcome.Error is { } error)
        {
            throw new SwitchboardException(error);
        }
    }
}
