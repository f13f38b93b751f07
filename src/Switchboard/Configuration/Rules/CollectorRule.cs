namespace Switchboard.Configuration.Rules;

/// <summary>The collector's address is one.</summary>
internal sealed class CollectorRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        var address = options.Telemetry.OtlpEndpoint;
        if (address.Length > 0 && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)))
        {
            yield return new ConfigurationProblem(
                "telemetry.otlpEndpoint",
                $"is \"{address}\", which is no HTTP address",
                "Write http://host:port or https://host:port, or leave it empty.");
        }
    }
}
