namespace Switchboard.Configuration;

/// <summary>What holds for the names of channels in all namespaces.</summary>
public sealed class ChannelOptions
{
    /// <summary>What the names of private channels begin with, such as <c>$</c>: it is passed over where the namespace is looked for, stays in the name, and nobody subscribes to such a channel without a subscription token. Empty makes none private. At most 8 characters, no letters, digits, spaces, <c>:</c>, <c>#</c> and <c>/</c>.</summary>
    public string PrivatePrefix { get; set; } = "";
}
