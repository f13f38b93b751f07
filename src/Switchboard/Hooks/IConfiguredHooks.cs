namespace Switchboard.Hooks;

/// <summary>Hooks whose word depends on the configuration, not on what their class implements.</summary>
internal interface IConfiguredHooks : ISwitchboardHooks
{
    /// <summary>What they have a word in now.</summary>
    HookKinds Kinds { get; }
}
