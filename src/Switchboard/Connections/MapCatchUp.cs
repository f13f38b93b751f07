namespace Switchboard.Connections;

/// <summary>A client on its way into a map channel: it is sent entries, then changes, and is not subscribed yet.</summary>
/// <param name="Admission">What was permitted with its first request.</param>
/// <param name="Start">The position at which it began: what changed since is sent as changes.</param>
/// <param name="EndsAt">The monotonic time at which it has to begin anew.</param>
internal sealed record MapCatchUp(SubscriptionAdmission Admission, Position Start, long EndsAt);
