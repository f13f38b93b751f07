using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Outbox;

namespace Switchboard.Hosting;

/// <summary>Sends to the event targets once everything else has started, stores included. When the server has stopped, what waits is sent, as far as the broker takes it.</summary>
internal sealed class EventTargetService(OutboxTargets targets, SettingsHolder settings, Supervisor supervisor, TimeProvider time, IServiceProvider services) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly List<IEventTarget> _destinations = [];
    private Task _running = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>What sends, a target each.</summary>
    public IReadOnlyList<OutboxRelay> Relays { get; private set; } = [];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Nothing is there that could send.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!targets.All.IsEmpty)
        {
            var factory = services.GetService<IEventTargetFactory>()
                ?? throw new InvalidOperationException("There are eventTargets, but nothing sends to them: add UseRabbitMq() of Switchboard.RabbitMq behind AddSwitchboard().");
            Relays = [.. targets.All.Select(target => CreateRelay(factory, target))];
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(Relays.Select(relay => Task.Run(
            () => supervisor.RunAsync($"event target {relay.Name}", stopping => relay.RunAsync(stopping, _giveUp.Token), _stopping.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(settings.Current.EventTargets.Outbox.DrainTime, time);
        await using var end = patience.Token.Register(_giveUp.Cancel);
        await using var impatience = cancellationToken.Register(_giveUp.Cancel);
        await _running;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The container disposes of it as a service, and as a hosted one.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        // A host that is disposed of without being stopped.
        await _stopping.CancelAsync();
        await _giveUp.CancelAsync();
        await _running;
        foreach (var destination in _destinations)
        {
            await destination.DisposeAsync();
        }

        _stopping.Dispose();
        _giveUp.Dispose();
    }

    private OutboxRelay CreateRelay(IEventTargetFactory factory, OutboxTarget target)
    {
        var options = target.Settings;
        var type = options.ExchangeType.ToString().ToLowerInvariant();
        var destination = factory.Create(new EventTargetDescription(options.Name, options.Exchange, type, options.IsPersistent, IsMandatory: true));
        _destinations.Add(destination);
        return ActivatorUtilities.CreateInstance<OutboxRelay>(services, target, destination);
    }
}
