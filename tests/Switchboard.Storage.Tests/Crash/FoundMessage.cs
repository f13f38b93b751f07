namespace Switchboard.Storage.Tests.Crash;

/// <summary>A message that is in an inbox.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its payload.</param>
/// <param name="Sender">The sending user; empty for a service.</param>
internal sealed record FoundMessage(string Id, string Text, string Sender)
{
    public MessageState State { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>When it was accepted, in Unix milliseconds.</summary>
    public long Time { get; init; }

    /// <summary>By how much it says that it is late; null where it does not.</summary>
    public long? LateMilliseconds { get; init; }
}
