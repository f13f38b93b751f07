using Microsoft.Extensions.DependencyInjection;

namespace Switchboard.Hooks;

/// <summary>The hooks that one event concerns, with the scope that their services are of.</summary>
internal sealed class EventHooks : IAsyncDisposable
{
    private readonly AsyncServiceScope? _scope;
    private Task _leftBehind = Task.CompletedTask;

    /// <summary>Hooks that live as long as the hub.</summary>
    public EventHooks(ISwitchboardHooks[] hooks)
    {
        Deciding = [.. hooks.OfType<IDecidingHooks>()];
        Observing = [.. hooks.OfType<IObservingHooks>()];
    }

    /// <summary>Those, and hooks of a scope, in the order of their registration.</summary>
    public EventHooks(AsyncServiceScope scope)
        : this(HooksOf(scope))
        => _scope = scope;

    /// <summary>Those that decide, in the order in which they are asked.</summary>
    public IReadOnlyList<IDecidingHooks> Deciding { get; }

    /// <summary>Those that learn what happened, in the order in which they are told.</summary>
    public IReadOnlyList<IObservingHooks> Observing { get; }

    /// <summary>Waits for a hook; one that does not heed its token is left behind, and keeps its services until it is through.</summary>
    public Task WithinAsync(ValueTask hook, CancellationToken deadline)
    {
        if (hook.IsCompletedSuccessfully)
        {
            return Task.CompletedTask;
        }

        var running = hook.AsTask();
        if (_scope is not null)
        {
            _leftBehind = Task.WhenAll(_leftBehind, running);
        }

        return running.WaitAsync(deadline);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_scope is not { } scope)
        {
            return ValueTask.CompletedTask;
        }

        if (_leftBehind.IsCompleted)
        {
            return scope.DisposeAsync();
        }

        _ = DisposeBehindAsync(scope);
        return ValueTask.CompletedTask;
    }

    private static ISwitchboardHooks[] HooksOf(AsyncServiceScope scope)
    {
        try
        {
            return [.. scope.ServiceProvider.GetServices<ISwitchboardHooks>()];
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private async Task DisposeBehindAsync(AsyncServiceScope scope)
    {
        await _leftBehind.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await scope.DisposeAsync();
    }
}
