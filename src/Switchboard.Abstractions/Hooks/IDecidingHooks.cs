namespace Switchboard;

/// <summary>Decides about what clients ask for, before it happens. Implement what you need; the rest lets everything through as it is.</summary>
/// <remarks>
/// <para>Unless it is added for a scope, a singleton, called by many threads at once, but for one connection never before its last command is through. What the hub's
/// own code does (<see cref="ISwitchboard"/>, the HTTP API) is not asked about.</para>
/// <para>Several hooks are asked in the order of their registration, until one denies. A hook may narrow what tokens and namespaces
/// allow, and may allow by itself only where the namespace says <c>hook</c> (<see cref="PermissionContext.IsUndecided"/>).</para>
/// <para>A <see cref="SwitchboardException"/> denies with its error. Any other exception, and a hook that takes longer than
/// <c>hooks.decisionTimeoutMilliseconds</c>, is an internal error (100): the client is told its id, and the log has the rest.
/// The command's connection waits; nobody else does.</para>
/// </remarks>
public interface IDecidingHooks : ISwitchboardHooks
{
    /// <summary>A client wants to be let in; who it says it is has been checked.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A client wants to subscribe, by a command or when it connects. Subscriptions of the server's making are not asked about.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnSubscribingAsync(SubscribingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A client wants to publish.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnPublishingAsync(PublishingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A client wants to set an entry of a map channel.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnMapPublishingAsync(MapPublishingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A client wants to remove an entry of a map channel.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnMapRemovingAsync(MapRemovingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A client that may subscribe is to be sent a page of entries that the application has. The first hook that gives a position has answered; the rest are not asked about it.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnMapReadingAsync(MapReadingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A client wants to call a method.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnCallingAsync(CallingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A connection, or a subscription, expires now unless its time is extended. Those that came by a token bring a new one instead.</summary>
    /// <param name="context">The question, and the answer.</param>
    /// <param name="cancellationToken">Cancelled when the time for the answer is over.</param>
    ValueTask OnRefreshingAsync(RefreshingContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
