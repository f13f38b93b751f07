using Microsoft.AspNetCore.Http;
using Switchboard.Extensibility;

namespace Switchboard.Transports;

/// <summary>Writes into the audit which requests were not served.</summary>
internal static class RequestAudit
{
    /// <summary>A request was refused for a reason of security.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="context">The request.</param>
    /// <param name="action">What was refused.</param>
    /// <param name="reason">Why, in a word.</param>
    public static void Refused(IAuditLog audit, HttpContext context, string action, string reason)
    {
        if (audit.IsEnabled)
        {
            audit.Write(new AuditEvent(action)
            {
                Address = ConnectionLimiter.AddressOf(context),
                Target = context.Request.Path.Value ?? "",
                Result = reason,
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["origin"] = context.Request.Headers.Origin.ToString() },
            });
        }
    }
}
