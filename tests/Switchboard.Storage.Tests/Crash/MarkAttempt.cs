namespace Switchboard.Storage.Tests.Crash;

/// <summary>One mark that a user's connection wanted made.</summary>
/// <param name="User">Whose inbox.</param>
/// <param name="Id">The message.</param>
/// <param name="As">What was done with it.</param>
/// <param name="IsAcknowledged">Whether the answer came.</param>
internal sealed record MarkAttempt(string User, string Id, InboxMark As, bool IsAcknowledged);
