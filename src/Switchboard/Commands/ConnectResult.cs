namespace Switchboard.Commands;

/// <summary>A client has been let in.</summary>
/// <param name="Lifetime">How long the connection lives.</param>
/// <param name="Subscriptions">Its server-side subscriptions, on hold.</param>
internal sealed record ConnectResult(Lifetime Lifetime, IReadOnlyList<SubscribeResult> Subscriptions);
