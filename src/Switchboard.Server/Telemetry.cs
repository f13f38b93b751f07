using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Switchboard.Diagnostics;

namespace Switchboard.Server;

/// <summary>Sends traces and metrics to an OpenTelemetry collector, as the options or OpenTelemetry's own environment variables say.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private Telemetry(string endpoint)
    {
        // What comes last holds: the environment goes before the name that the server has by itself.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("switchboard", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(HubTracing.SourceName, "Microsoft.AspNetCore")
            .AddOtlpExporter(exporter => Aim(exporter, endpoint, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(HubMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter(exporter => Aim(exporter, endpoint, "v1/metrics"))
            .Build();
    }

    /// <summary>Starts to send, where an address is known.</summary>
    /// <param name="endpoint">The collector's address; empty for that of the environment.</param>
    public static Telemetry? Start(string endpoint)
        => endpoint.Length > 0 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)) ? new Telemetry(endpoint) : null;

    /// <summary>Sends what is left and ends.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    // The exporter completes addresses of the environment itself, but not those that it is given.
    private static void Aim(OtlpExporterOptions exporter, string endpoint, string path)
    {
        if (endpoint.Length > 0)
        {
            exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.Grpc ? new Uri(endpoint) : new Uri($"{endpoint.TrimEnd('/')}/{path}");
        }
    }
}
