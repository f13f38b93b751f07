namespace Switchboard.Configuration.Reading;

/// <summary>A configuration provider that tells what it could not load, instead of throwing.</summary>
internal interface IReportingSource
{
    /// <summary>What went wrong with the latest load.</summary>
    IReadOnlyList<ConfigurationProblem> Problems { get; }
}
