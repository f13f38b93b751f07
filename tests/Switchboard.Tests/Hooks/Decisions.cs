namespace Switchboard.Tests.Hooks;

/// <summary>Deciding hooks of a test's making; what it does not set lets everything through.</summary>
internal sealed class Decisions : IDecidingHooks
{
    public Func<ConnectingContext, CancellationToken, Task>? Connecting { get; init; }

    public Func<SubscribingContext, Task>? Subscribing { get; init; }

    public Func<PublishingContext, Task>? Publishing { get; init; }

    public Func<MapPublishingContext, Task>? MapPublishing { get; init; }

    public Func<MapRemovingContext, Task>? MapRemoving { get; init; }

    public Func<MapReadingContext, Task>? MapReading { get; init; }

    public Func<CallingContext, Task>? Calling { get; init; }

    public Func<RefreshingContext, Task>? Refreshing { get; init; }

    public async ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        => await (Connecting?.Invoke(context, cancellationToken) ?? Task.CompletedTask);

    public async ValueTask OnSubscribingAsync(SubscribingContext context, CancellationToken cancellationToken)
        => await (Subscribing?.Invoke(context) ?? Task.CompletedTask);

    public async ValueTask OnPublishingAsync(PublishingContext context, CancellationToken cancellationToken)
        => await (Publishing?.Invoke(context) ?? Task.CompletedTask);

    public async ValueTask OnMapPublishingAsync(MapPublishingContext context, CancellationToken cancellationToken)
        => await (MapPublishing?.Invoke(context) ?? Task.CompletedTask);

    public async ValueTask OnMapRemovingAsync(MapRemovingContext context, CancellationToken cancellationToken)
        => await (MapRemoving?.Invoke(context) ?? Task.CompletedTask);

    public async ValueTask OnMapReadingAsync(MapReadingContext context, CancellationToken cancellationToken)
        => await (MapReading?.Invoke(context) ?? Task.CompletedTask);

    public async ValueTask OnCallingAsync(CallingContext context, CancellationToken cancellationToken)
        => await (Calling?.Invoke(context) ?? Task.CompletedTask);

    public async ValueTask OnRefreshingAsync(RefreshingContext context, CancellationToken cancellationToken)
        => await (Refreshing?.Invoke(context) ?? Task.CompletedTask);

    /// <summary>An answer that is given without waiting.</summary>
    public static Func<T, Task> At<T>(Action<T> answer) => context =>
    {
        answer(context);
        return Task.CompletedTask;
    };

    /// <summary>The same about connecting.</summary>
    public static Decisions OnConnecting(Action<ConnectingContext> answer) => new()
    {
        Connecting = (context, _) =>
        {
            answer(context);
            return Task.CompletedTask;
        },
    };
}
