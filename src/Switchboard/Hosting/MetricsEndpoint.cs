using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Configuration;
using Switchboard.Diagnostics.Prometheus;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary><c>/metrics</c>, for Prometheus: open to this machine, and to others where the options say so.</summary>
internal sealed class MetricsEndpoint(PrometheusExporter exporter, SettingsHolder settings)
{
    /// <summary>Maps it. The exporter counts from then on.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapOnly("/metrics", [HttpMethods.Get], endpoints.ServiceProvider.GetRequiredService<MetricsEndpoint>().HandleAsync);

    private Task HandleAsync(HttpContext context)
    {
        if (!settings.Current.AllowRemoteMetrics && !IsLocal(context))
        {
            return Refusal.WriteAsync(
                context, StatusCodes.Status403Forbidden, ErrorCodes.PermissionDenied, "Metrics are for this machine alone. Set metrics.allowRemote, and keep the address from strangers.");
        }

        var text = new StringBuilder();
        exporter.Write(text);
        context.Response.ContentType = PrometheusExporter.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    // What a proxy on this machine passes on comes from elsewhere. Unix sockets have no address.
    private static bool IsLocal(HttpContext context)
        => (context.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(context.Connection.RemoteIpAddress))
            && !context.Request.Headers.ContainsKey("X-Forwarded-For")
            && !context.Request.Headers.ContainsKey("Forwarded");
}
