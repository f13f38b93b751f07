using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Who may read <c>/metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Whether <c>/metrics</c> answers other machines. Where it does not, requests from them, and those that a proxy passed on, get HTTP 403.</summary>
    public bool AllowRemote { get; set; }
}

/// <summary>Where the stand-alone server sends traces and metrics.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The address of an OpenTelemetry collector (OTLP), such as <c>http://collector:4317</c>. Empty takes <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> of the environment; without either, nothing is sent. Needs a restart.</summary>
    public string OtlpEndpoint { get; set; } = "";
}

/// <summary>How the server stops.</summary>
public sealed class ShutdownOptions
{
    /// <summary>Seconds over which connections are told to go elsewhere (3001), so that they do not all come back at once.</summary>
    [Range(0, 3600)]
    public int DrainSeconds { get; set; } = 5;

    /// <summary>Seconds that connections then have to take what is left and to answer; those that are left are cut.</summary>
    [Range(0, 3600)]
    public int CloseTimeoutSeconds { get; set; } = 3;
}

/// <summary>How the stand-alone server reads its WebSockets. Needs a restart.</summary>
public sealed class ListenerOptions
{
    /// <summary>Whether plain upgrades to WebSocket leave the web server before HTTP and are read by event loops, which takes half the memory and processor time. Linux only; elsewhere, and under TLS, the web server serves them.</summary>
    public bool TakeUpgrades { get; set; } = true;

    /// <summary>Threads that read those connections. 0 is half of the processors, at least one. One more accepts them.</summary>
    [Range(0, 256)]
    public int EventLoops { get; set; }
}
