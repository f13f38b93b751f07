using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;

namespace Switchboard.Hosting;

/// <summary>Tells the durable store which namespaces are its own: at the start, before it is opened, and at each change. A namespace that changes its store begins its streams anew.</summary>
internal sealed class DurableNamespaces(
    SettingsHolder settings, InMemoryStreamStore memory, IServiceProvider services, ILogger<DurableNamespaces> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly IDurableStreamStore? _store = services.GetService<IDurableStreamStore>();
    private HashSet<string> _names = [];
    private IDisposable? _listening;

    /// <inheritdoc/>
    /// <remarks>Before the first service starts, in front of the store, which opens then: what services publish as they start must not be taken for a namespace's former life.</remarks>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _names = DurableIn(settings.Current);
        if (_store is null)
        {
            // No namespace is durable: the settings would have been refused.
            return;
        }

        await _store.HoldNamespacesAsync(_names, cancellationToken);
        _listening = settings.OnChanging(Change);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _listening?.Dispose();

    // Before the new settings are in force, so that nobody is given a position in a stream that is about to be forgotten.
    // The settings call one after the other, and each call enqueues at once: the last one holds.
    private void Change(SwitchboardSettings changed)
    {
        var names = DurableIn(changed);
        var switched = names.ToHashSet(StringComparer.Ordinal);
        switched.SymmetricExceptWith(_names);
        if (switched.Count == 0)
        {
            return;
        }

        _names = names;
        memory.Remove(channel => changed.Namespaces.TryResolve(channel, out var space) && switched.Contains(space.Name));
        _ = HoldAsync(names);
    }

    private async Task HoldAsync(HashSet<string> names)
    {
        try
        {
            await _store!.HoldNamespacesAsync(names, CancellationToken.None);
        }
        catch (Exception exception)
        {
            HubLoopLog.HoldFailed(logger, exception);
        }
    }

    private static HashSet<string> DurableIn(SwitchboardSettings settings)
        => settings.Namespaces.All.Where(space => space.Storage == StorageKind.Durable).Select(space => space.Name).ToHashSet(StringComparer.Ordinal);
}
