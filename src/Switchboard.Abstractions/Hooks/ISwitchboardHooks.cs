namespace Switchboard;

/// <summary>What an application adds to the hub. Implement <see cref="IDecidingHooks"/>, <see cref="IObservingHooks"/> or both, never this alone.</summary>
#pragma warning disable CA1040 // It is the constraint of AddHooks, which takes either kind.
public interface ISwitchboardHooks;
#pragma warning restore CA1040
