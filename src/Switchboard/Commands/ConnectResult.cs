using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Commands;

/// <summary>A client has been let in.</summary>
/// <param name="Lifetime">How long the connection lives.</param>
/// <param name="Data">JSON for the client; empty for none.</param>
/// <param name="Subscriptions">Its server-side subscriptions, on hold.</param>
internal sealed record ConnectResult(Lifetime Lifetime, ReadOnlyMemory<byte> Data, IReadOnlyList<SubscribeResult> Subscriptions);
