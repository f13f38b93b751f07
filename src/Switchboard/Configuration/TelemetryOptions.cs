namespace Switchboard.Configuration;

/// <summary>Where the stand-alone server sends traces and metrics.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The address of an OpenTelemetry collector (OTLP), such as <c>http://collector:4317</c>. Empty takes <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> of the environment; without either, nothing is sent. Needs a restart.</summary>
    public string OtlpEndpoint { get; set; } = "";
}
