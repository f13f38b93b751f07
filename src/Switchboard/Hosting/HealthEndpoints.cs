using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Switchboard.Hosting;

/// <summary><c>/health/live</c>, whether the process answers, and <c>/health/ready</c>, whether it should be given connections.</summary>
internal static class HealthEndpoints
{
    /// <summary>The tag of the checks that <c>/health/ready</c> runs. Stores and applications give it to theirs.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Maps both.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions
        {
            Predicate = static _ => false,
            ResponseWriter = static (context, _) => WriteAsync(context, "live"),
        });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = static check => check.Tags.Contains(ReadyTag),
            ResponseWriter = static (context, report) => WriteAsync(context, StatusOf(report), ReasonOf(report)),
        });
    }

    private static string StatusOf(HealthReport report)
    {
        if (report.Entries.TryGetValue(HubHealthCheck.Name, out var hub) && hub.Status != HealthStatus.Healthy)
        {
            return hub.Description ?? "unhealthy";
        }

        return report.Status switch
        {
            HealthStatus.Unhealthy => "unhealthy",
            HealthStatus.Degraded => "degraded",
            _ => "ready",
        };
    }

    /// <summary>Why the node is degraded; null where it is not.</summary>
    private static string? ReasonOf(HealthReport report)
    {
        if (report.Status != HealthStatus.Degraded)
        {
            return null;
        }

        var reasons = report.Entries.Values.Where(static entry => entry is { Status: HealthStatus.Degraded, Description: not null }).Select(static entry => entry.Description);
        return string.Join("; ", reasons) is { Length: > 0 } text ? text : null;
    }

    private static Task WriteAsync(HttpContext context, string status, string? reason = null)
    {
        context.Response.ContentType = "application/json";
        var more = reason is null ? "" : $",\"reason\":\"{JsonEncodedText.Encode(reason)}\"";
        return context.Response.WriteAsync($$"""{"status":"{{JsonEncodedText.Encode(status)}}"{{more}}}""" + "\n", context.RequestAborted);
    }
}
