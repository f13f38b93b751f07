namespace Switchboard.Configuration.Reading;

/// <summary>What was read from the configuration.</summary>
/// <param name="Options">The options; those with problems have their defaults.</param>
/// <param name="Problems">Every mistake found.</param>
internal sealed record ConfigurationReading(SwitchboardOptions Options, IReadOnlyList<ConfigurationProblem> Problems);
