using System.Reflection;

namespace Switchboard.Hooks;

/// <summary>The application's hooks, and what they have a word in: where they have none, the hub goes on as if there were none.</summary>
internal sealed class HookSet
{
    public HookSet(IEnumerable<ISwitchboardHooks> hooks)
    {
        var all = hooks.ToArray();
        Deciding = [.. all.OfType<IDecidingHooks>()];
        Observing = [.. all.OfType<IObservingHooks>()];
        DecidesConnecting = AnyImplements(Deciding, typeof(IDecidingHooks), nameof(IDecidingHooks.OnConnectingAsync));
        DecidesSubscribing = AnyImplements(Deciding, typeof(IDecidingHooks), nameof(IDecidingHooks.OnSubscribingAsync));
        DecidesPublishing = AnyImplements(Deciding, typeof(IDecidingHooks), nameof(IDecidingHooks.OnPublishingAsync));
        DecidesCalling = AnyImplements(Deciding, typeof(IDecidingHooks), nameof(IDecidingHooks.OnCallingAsync));
        DecidesRefreshing = AnyImplements(Deciding, typeof(IDecidingHooks), nameof(IDecidingHooks.OnRefreshingAsync));
        ObservesConnections = AnyObserves(nameof(IObservingHooks.OnConnectedAsync), nameof(IObservingHooks.OnDisconnectedAsync));
        ObservesSubscriptions = AnyObserves(nameof(IObservingHooks.OnSubscribedAsync), nameof(IObservingHooks.OnUnsubscribedAsync));
        ObservesPublications = AnyObserves(nameof(IObservingHooks.OnPublishedAsync), nameof(IObservingHooks.OnMessageSentAsync));
        ObservesMessages = AnyObserves(nameof(IObservingHooks.OnMessageReceivedAsync));
    }

    /// <summary>No hooks.</summary>
    public static HookSet None { get; } = new([]);

    public IReadOnlyList<IDecidingHooks> Deciding { get; }

    public IReadOnlyList<IObservingHooks> Observing { get; }

    public bool DecidesConnecting { get; }

    public bool DecidesSubscribing { get; }

    public bool DecidesPublishing { get; }

    public bool DecidesCalling { get; }

    public bool DecidesRefreshing { get; }

    public bool ObservesConnections { get; }

    public bool ObservesSubscriptions { get; }

    public bool ObservesPublications { get; }

    public bool ObservesMessages { get; }

    private bool AnyObserves(params ReadOnlySpan<string> methods)
    {
        foreach (var method in methods)
        {
            if (AnyImplements(Observing, typeof(IObservingHooks), method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyImplements(IEnumerable<object> hooks, Type contract, string method) => hooks.Any(hook => Implements(hook.GetType(), contract, method));

    // A method that the class leaves to the interface has nothing to say.
    private static bool Implements(Type type, Type contract, string method)
    {
        var map = type.GetInterfaceMap(contract);
        var index = Array.FindIndex(map.InterfaceMethods, candidate => candidate.Name == method);
        return map.TargetMethods[index] is MethodInfo target && target.DeclaringType != contract;
    }
}
