namespace Switchboard.Storage.Tests.Crash;

/// <summary>One thing that somebody wanted to happen later. What was repeated with its key is here more than once.</summary>
/// <param name="Text">Its payload, which nothing else has.</param>
/// <param name="Owner">The user who scheduled it; empty for a service.</param>
/// <param name="Target">The channel that it is published into, or the user that it is sent to.</param>
/// <param name="Due">When, in Unix milliseconds.</param>
/// <param name="IsAcknowledged">Whether the answer came.</param>
internal sealed record ScheduleAttempt(string Text, string Owner, string Target, long Due, bool IsAcknowledged);
