namespace Switchboard.Storage.Tests.Crash;

/// <summary>A publication in a user's personal channel.</summary>
/// <param name="Event">Empty for a message; <c>receipt</c> or <c>mark</c> for a notice of the hub.</param>
/// <param name="Id">The message that it is, or is about.</param>
/// <param name="State">The state that a receipt tells.</param>
internal sealed record FoundNotice(string Event, string Id, MessageState State);
