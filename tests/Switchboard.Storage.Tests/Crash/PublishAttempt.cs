namespace Switchboard.Storage.Tests.Crash;

/// <summary>One item that somebody wanted published, and what became of it.</summary>
/// <param name="Id">Its payload, which no other has.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Acknowledged">The position that was acknowledged; null where the answer never came.</param>
internal sealed record PublishAttempt(string Id, string Channel, Position? Acknowledged);
