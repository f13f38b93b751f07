namespace Switchboard.Client;

/// <summary>A part of the user's inbox.</summary>
/// <param name="Messages">The messages, newest first.</param>
/// <param name="Unread">How many messages of the whole inbox are unread.</param>
/// <param name="Cursor">What asks for the next page; null where this is the last.</param>
public sealed record UserMessagePage(IReadOnlyList<UserMessage> Messages, long Unread, string? Cursor);
