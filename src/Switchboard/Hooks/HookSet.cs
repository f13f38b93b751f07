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
