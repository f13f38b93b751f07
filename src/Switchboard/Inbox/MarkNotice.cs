namespace Switchboard.Inbox;

/// <summary>What a user's devices are told of a mark.</summary>
/// <param name="Ids">The messages.</param>
/// <param name="As">What they were marked as.</param>
/// <param name="Unread">How many messages were unread then.</param>
internal sealed record MarkNotice(IReadOnlyList<string> Ids, string As, long Unread);
