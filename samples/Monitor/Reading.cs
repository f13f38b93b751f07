namespace Monitor;

/// <summary>What was measured.</summary>
/// <param name="Machine">Where.</param>
/// <param name="MemoryMebibytes">The memory that the program has.</param>
/// <param name="Time">When.</param>
internal sealed record Reading(string Machine, long MemoryMebibytes, DateTimeOffset Time);
