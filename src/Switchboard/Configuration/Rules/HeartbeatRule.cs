namespace Switchboard.Configuration.Rules;

/// <summary>A ping is answered before the next is sent.</summary>
internal sealed class HeartbeatRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
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
}
