namespace Switchboard.Storage.Tests.Crash;

/// <summary>What there is of a user.</summary>
/// <param name="Messages">The messages, archived ones among them.</param>
/// <param name="Unread">How many are unread, as the server counts.</param>
internal sealed record FoundInbox(IReadOnlyList<FoundMessage> Messages, long Unread)
{
    /// <summary>What was published in the user's personal channel, in order; empty where there is none.</summary>
    public IReadOnlyList<FoundNotice> Notices { get; init; } = [];
}
