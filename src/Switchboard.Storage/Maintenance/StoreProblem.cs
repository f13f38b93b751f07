namespace Switchboard.Storage.Maintenance;

/// <summary>Something in a store that must not be.</summary>
/// <param name="Subject">What it concerns: a channel, or the file.</param>
/// <param name="Problem">What is wrong.</param>
internal sealed record StoreProblem(string Subject, string Problem);
