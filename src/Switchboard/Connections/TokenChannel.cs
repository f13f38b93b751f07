using System.Runtime.InteropServices;

namespace Switchboard.Connections;

/// <summary>A channel that a connection's token names.</summary>
/// <param name="Name">The channel's name.</param>
/// <param name="Override">Deviations from the namespace.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenChannel(string Name, SubscriptionOverride Override);
