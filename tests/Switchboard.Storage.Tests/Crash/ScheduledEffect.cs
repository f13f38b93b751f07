namespace Switchboard.Storage.Tests.Crash;

/// <summary>Something scheduled that has happened.</summary>
/// <param name="Text">Its payload.</param>
/// <param name="Target">The channel or the user where it is.</param>
/// <param name="Time">When it happened, in Unix milliseconds.</param>
/// <param name="LateMilliseconds">By how much it says that it is late; null where it does not.</param>
internal sealed record ScheduledEffect(string Text, string Target, long Time, long? LateMilliseconds);
