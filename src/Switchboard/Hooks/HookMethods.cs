namespace Switchboard.Hooks;

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
