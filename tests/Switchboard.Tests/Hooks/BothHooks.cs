namespace Switchboard.Tests.Hooks;

/// <summary>Hooks of both kinds in one class.</summary>
internal sealed class BothHooks : IDecidingHooks, IObservingHooks
{
    private int _connecting;
    private int _connected;

    public int Connecting => Volatile.Read(ref _connecting);

    public int Connected => Volatile.Read(ref _connected);

    public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connecting);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnConnectedAsync(ConnectedEvent happened, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connected);
        return ValueTask.CompletedTask;
    }
}
