using Microsoft.Extensions.Configuration;
using Switchboard.Configuration.Rules;

namespace Switchboard.Configuration.Reading;

/// <summary>Reads the options from the configuration and checks them.</summary>
/// <param name="configuration">The whole configuration, or the section itself.</param>
/// <param name="section">The section's name; empty if <paramref name="configuration"/> is the section.</param>
/// <param name="validator">The rules.</param>
/// <param name="changes">What code changes in what was read, before it is checked.</param>
internal sealed class ConfigurationLoader(IConfiguration configuration, string section, OptionsValidator validator, params IReadOnlyList<Action<SwitchboardOptions>> changes)
{
    /// <summary>The configuration.</summary>
    public IConfiguration Configuration => configuration;

    /// <summary>Reads and checks. Settings may be made of the options if there is no problem.</summary>
    public ConfigurationReading Load()
    {
        var reading = ConfigurationReader.Read(configuration, section);
        foreach (var change in changes)
        {
            change(reading.Options);
        }

        return reading with { Problems = [.. reading.Problems, .. validator.Validate(reading.Options)] };
    }
}

/// <summary>What was read from the configuration.</summary>
/// <param name="Options">The options; those with problems have their defaults.</param>
/// <param name="Problems">Every mistake found.</param>
internal sealed record ConfigurationReading(SwitchboardOptions Options, IReadOnlyList<ConfigurationProblem> Problems);

/// <summary>A configuration provider that tells what it could not load, instead of throwing.</summary>
internal interface IReportingSource
{
    /// <summary>What went wrong with the latest load.</summary>
    IReadOnlyList<ConfigurationProblem> Problems { get; }
}
