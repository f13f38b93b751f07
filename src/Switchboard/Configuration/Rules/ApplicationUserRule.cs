namespace Switchboard.Configuration.Rules;

/// <summary>Browsers send the application's cookies from any page: whose pages those may be must be known.</summary>
internal sealed class ApplicationUserRule : IOptionsRule
{
    private const string AnyOrigin = "*";

    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        if (options.Connections.ApplicationUsers && options.Connections.AllowedOrigins.Contains(AnyOrigin, StringComparer.Ordinal))
        {
            yield return new ConfigurationProblem(
                "connections.applicationUsers",
                "lets every page of the web act as your users, because connections.allowedOrigins has \"*\"",
                "Name the origins of your own pages.");
        }
    }
}
