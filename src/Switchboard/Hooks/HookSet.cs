using Microsoft.Extensions.DependencyInjection;
using Switchboard.Configuration;

namespace Switchboard.Hooks;

/// <summary>The application's hooks, and what they have a word in: where they have none, the hub goes on as if there were none.</summary>
/// <remarks>They are made when they are first needed, and so may take the hub itself.</remarks>
internal sealed class HookSet : IDisposable
{
    // A hook that waits in its constructor for what waits for the hooks would wait for ever.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly IServiceProvider _services;
    private readonly HookRegistrations _registered;
    private readonly IDisposable _following;
    private volatile FoundHooks? _found;
    private volatile HookKinds _kinds;

    public HookSet(IServiceProvider services, HookRegistrations registered, SettingsHolder settings)
    {
        _services = services;
        _registered = registered;
        _following = settings.OnChange(_ => Count());
    }

    /// <summary>What the application's hooks are called, for the log.</summary>
    public string Names => _registered.Names;

    /// <summary>Whether any hook has a word in any of these.</summary>
    public bool Has(HookKinds kinds)
    {
        if (_found is null)
        {
            Find();
        }

        return (_kinds & kinds) != HookKinds.None;
    }

    /// <summary>The hooks for one event. Those of a scope are made for it, if any has a word in it.</summary>
    public EventHooks Begin(HookKinds kind)
    {
        var found = _found ?? Find();
        return (found.ScopedKinds & kind) == HookKinds.None ? found.Singletons : new EventHooks(_services.CreateAsyncScope());
    }

    /// <summary>Makes the hooks, unless that has been done.</summary>
    /// <exception cref="InvalidOperationException">One of them uses the hub in its constructor.</exception>
    public FoundHooks Find()
    {
        if (_lock.IsHeldByCurrentThread || !_lock.TryEnter(_patience))
        {
            throw new InvalidOperationException($"A hook waits for itself: the constructor of {Names}, or of a service that it takes, uses the hub before the hooks are there. Do so in its methods.");
        }

        try
        {
            if (_found is null)
            {
                var found = FoundHooks.In(_services, _registered);
                _kinds = found.Kinds;
                _found = found;

                // The options may have changed in between.
                _kinds = found.Kinds;
            }

            return _found;
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _following.Dispose();

    private void Count()
    {
        if (_found is { } found)
        {
            _kinds = found.Kinds;
        }
    }
}

/// <summary>Hooks whose word depends on the configuration, not on what their class implements.</summary>
internal interface IConfiguredHooks : ISwitchboardHooks
{
    /// <summary>What they have a word in now.</summary>
    HookKinds Kinds { get; }
}

/// <summary>What hooks have a word in.</summary>
[Flags]
internal enum HookKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Decide who is let in.</summary>
    Connecting = 1,

    /// <summary>Decide about subscriptions.</summary>
    Subscribing = 2,

    /// <summary>Decide about publications.</summary>
    Publishing = 4,

    /// <summary>Decide about calls.</summary>
    Calling = 8,

    /// <summary>Decide whether what expires goes on.</summary>
    Refreshing = 16,

    /// <summary>Learn of connections.</summary>
    Connections = 32,

    /// <summary>Learn of subscriptions.</summary>
    Subscriptions = 64,

    /// <summary>Learn of publications.</summary>
    Publications = 128,

    /// <summary>Learn of clients' messages.</summary>
    Messages = 256,

    /// <summary>Learn of receipts.</summary>
    Receipts = 512,

    /// <summary>Learn of jobs.</summary>
    Jobs = 1024,

    /// <summary>Decide about entries that are set.</summary>
    MapPublishing = 2048,

    /// <summary>Decide about entries that are removed.</summary>
    MapRemoving = 4096,

    /// <summary>Give entries that the application has.</summary>
    MapReading = 8192,

    /// <summary>Everything that there is to learn of connections, and what they cause.</summary>
    Observing = Connections | Subscriptions | Publications | Messages,
}

/// <summary>Finds out what a class of hooks has a word in: the methods that it implements, not those that it leaves to the interface.</summary>
internal static class HookMethods
{
    private static readonly Dictionary<string, HookKinds> _kinds = new(StringComparer.Ordinal)
    {
        [nameof(IDecidingHooks.OnConnectingAsync)] = HookKinds.Connecting,
        [nameof(IDecidingHooks.OnSubscribingAsync)] = HookKinds.Subscribing,
        [nameof(IDecidingHooks.OnPublishingAsync)] = HookKinds.Publishing,
        [nameof(IDecidingHooks.OnMapPublishingAsync)] = HookKinds.MapPublishing,
        [nameof(IDecidingHooks.OnMapRemovingAsync)] = HookKinds.MapRemoving,
        [nameof(IDecidingHooks.OnMapReadingAsync)] = HookKinds.MapReading,
        [nameof(IDecidingHooks.OnCallingAsync)] = HookKinds.Calling,
        [nameof(IDecidingHooks.OnRefreshingAsync)] = HookKinds.Refreshing,
        [nameof(IObservingHooks.OnConnectedAsync)] = HookKinds.Connections,
        [nameof(IObservingHooks.OnDisconnectedAsync)] = HookKinds.Connections,
        [nameof(IObservingHooks.OnSubscribedAsync)] = HookKinds.Subscriptions,
        [nameof(IObservingHooks.OnUnsubscribedAsync)] = HookKinds.Subscriptions,
        [nameof(IObservingHooks.OnPublishedAsync)] = HookKinds.Publications,
        [nameof(IObservingHooks.OnMessageSentAsync)] = HookKinds.Publications,
        [nameof(IObservingHooks.OnMessageReceivedAsync)] = HookKinds.Messages,
        [nameof(IObservingHooks.OnMessageReceiptAsync)] = HookKinds.Receipts,
        [nameof(IObservingHooks.OnJobChangedAsync)] = HookKinds.Jobs,
    };

    public static HookKinds KindsOf(Type type) => KindsOf(type, typeof(IDecidingHooks)) | KindsOf(type, typeof(IObservingHooks));

    private static HookKinds KindsOf(Type type, Type contract)
    {
        if (!contract.IsAssignableFrom(type))
        {
            return HookKinds.None;
        }

        var map = type.GetInterfaceMap(contract);
        return map.InterfaceMethods.Zip(map.TargetMethods)
            .Where(pair => pair.Second.DeclaringType != contract)
            .Aggregate(HookKinds.None, static (kinds, pair) => kinds | _kinds[pair.First.Name]);
    }
}
