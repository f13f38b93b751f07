using Microsoft.Extensions.DependencyInjection;

namespace Switchboard.Hooks;

/// <summary>The hooks that live as long as the hub, and what those that are made for each event have a word in.</summary>
internal sealed class FoundHooks
{
    private readonly ISwitchboardHooks[] _singletons;

    private FoundHooks(ISwitchboardHooks[] singletons, HookKinds scopedKinds)
    {
        _singletons = singletons;
        ScopedKinds = scopedKinds;
        Singletons = new EventHooks(singletons);
    }

    /// <summary>Those that live as long as the hub.</summary>
    public EventHooks Singletons { get; }

    /// <summary>What those have a word in that are made for each event.</summary>
    public HookKinds ScopedKinds { get; }

    /// <summary>What any has a word in now.</summary>
    public HookKinds Kinds => _singletons.Aggregate(ScopedKinds, static (kinds, hooks) => kinds | KindsOf(hooks));

    /// <summary>Makes all hooks once: also those of a scope, to see what they are.</summary>
    /// <exception cref="InvalidOperationException">One cannot be made, or would keep a service past its scope.</exception>
    public static FoundHooks In(IServiceProvider services, HookRegistrations registered)
    {
        if (registered.FindCaptive() is var (hook, service))
        {
            throw new InvalidOperationException(
                $"The hook {hook.Name} lives as long as the application and takes {service.Name}, which lives for a scope. Add it for each event: AddHooks<{hook.Name}>(ServiceLifetime.Scoped).");
        }

        if (!registered.HaveScoped)
        {
            return new FoundHooks([.. services.GetServices<ISwitchboardHooks>()], HookKinds.None);
        }

        var scope = services.CreateAsyncScope();
        try
        {
            var areScoped = registered.AreScoped();
            var all = scope.ServiceProvider.GetServices<ISwitchboardHooks>().ToArray();
            var kinds = all.Where((_, place) => areScoped[place]).Aggregate(HookKinds.None, static (kinds, hooks) => kinds | KindsOf(hooks));
            return new FoundHooks([.. all.Where((_, place) => !areScoped[place])], kinds);
        }
        finally
        {
            // Once, and where the hub starts: nobody waits behind it.
            scope.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static HookKinds KindsOf(ISwitchboardHooks hooks) => hooks is IConfiguredHooks configured ? configured.Kinds : HookMethods.KindsOf(hooks.GetType());
}
