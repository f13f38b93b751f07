namespace Switchboard.Storage.Tests.Crash;

/// <summary>A state that somebody saw a message in. Those of one observer are in the order in which they were seen.</summary>
/// <param name="Observer">Who saw it, one thing after the other.</param>
/// <param name="Id">The message.</param>
/// <param name="State">The state.</param>
internal sealed record StateSighting(string Observer, string Id, MessageState State);
