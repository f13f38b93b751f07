namespace Switchboard.Storage.Tests.Crash;

/// <summary>What a sender is told of a message.</summary>
/// <param name="Sender">The sending user; empty for a service.</param>
/// <param name="State">The message's state.</param>
internal sealed record FoundState(string Sender, MessageState State);
