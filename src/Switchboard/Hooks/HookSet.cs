using Switchboard.Configuration;

namespace Switchboard.Hooks;

/// <summary>The application's hooks, and what they have a word in: where they have none, the hub goes on as if there were none.</summary>
internal sealed class HookSet : IDisposable
{
    private readonly ISwitchboardHooks[] _all;
    private readonly IDisposable _following;
    private volatile HookKinds _kinds;

    public HookSet(IEnumerable<ISwitchboardHooks> hooks, SettingsHolder settings)
    {
        _all = [.. hooks];
        Deciding = [.. _all.OfType<IDecidingHooks>()];
        Observing = [.. _all.OfType<IObservingHooks>()];
        _following = settings.OnChange(_ => Count());
        Count();
    }

    /// <summary>Those that decide, in the order in which they are asked.</summary>
    public IReadOnlyList<IDecidingHooks> Deciding { get; }

    /// <summary>Those that learn what happened, in the order in which they are told.</summary>
    public IReadOnlyList<IObservingHooks> Observing { get; }

    /// <summary>Whether any hook has a word in any of these.</summary>
    public bool Has(HookKinds kinds) => (_kinds & kinds) != HookKinds.None;

    /// <inheritdoc/>
    public void Dispose() => _following.Dispose();

    private void Count()
        => _kinds = _all.Aggregate(HookKinds.None, static (kinds, hooks) => kinds | (hooks is IConfiguredHooks configured ? configured.Kinds : HookMethods.KindsOf(hooks.GetType())));
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
