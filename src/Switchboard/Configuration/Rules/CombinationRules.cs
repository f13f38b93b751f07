namespace Switchboard.Configuration.Rules;

/// <summary>Options that only fit together.</summary>
internal static class CombinationRules
{
    /// <summary>A ping is answered before the next is sent.</summary>
    public static IEnumerable<ConfigurationProblem> Heartbeat(SwitchboardOptions options)
    {
        var connections = options.Connections;
        if (connections.PongTimeoutSeconds >= connections.PingIntervalSeconds)
        {
            yield return new ConfigurationProblem(
                "connections.pongTimeoutSeconds",
                $"is {connections.PongTimeoutSeconds}, not less than pingIntervalSeconds, which is {connections.PingIntervalSeconds}",
                "Lower it, or raise pingIntervalSeconds.");
        }
    }

    /// <summary>Browsers send the application's cookies from any page: whose pages those may be must be known.</summary>
    public static IEnumerable<ConfigurationProblem> ApplicationUsers(SwitchboardOptions options)
    {
        if (options.Connections.ApplicationUsers && options.Connections.AllowedOrigins.Contains(AddressRules.AnyOrigin, StringComparer.Ordinal))
        {
            yield return new ConfigurationProblem(
                "connections.applicationUsers",
                "lets every page of the web act as your users, because connections.allowedOrigins has \"*\"",
                "Name the origins of your own pages.");
        }
    }

    /// <summary>What holds where a call or a worker says nothing is within what they can ask for.</summary>
    public static IEnumerable<ConfigurationProblem> Calls(SwitchboardOptions options)
    {
        var calls = options.Calls;
        if (calls.DefaultDeadlineSeconds > calls.MaxDeadlineSeconds)
        {
            yield return new ConfigurationProblem(
                "calls.defaultDeadlineSeconds",
                $"is {calls.DefaultDeadlineSeconds}, more than maxDeadlineSeconds, which is {calls.MaxDeadlineSeconds}",
                "Lower it, or raise maxDeadlineSeconds.");
        }

        if (calls.DefaultConcurrency > calls.MaxConcurrency)
        {
            yield return new ConfigurationProblem(
                "calls.defaultConcurrency",
                $"is {calls.DefaultConcurrency}, more than maxConcurrency, which is {calls.MaxConcurrency}",
                "Lower it, or raise maxConcurrency.");
        }
    }
}
