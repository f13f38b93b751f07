using Switchboard.Extensibility;

namespace Switchboard.Commands;

/// <summary>Writes administrative acts into the audit, in the name of who called for them.</summary>
internal static class CallerAudit
{
    /// <summary>Writes an act, and completes when it is kept.</summary>
    /// <exception cref="SwitchboardException">It cannot be kept at present.</exception>
    public static ValueTask RecordAsync(
        this IAuditLog audit, OperationCaller caller, string action, string target, CancellationToken cancellationToken, params (string Name, string Value)[] details)
        => !audit.IsEnabled
            ? ValueTask.CompletedTask
            : audit.RecordAsync(
                new AuditEvent(action)
                {
                    Actor = caller.Actor,
                    Address = caller.Address,
                    Target = target,
                    Details = details.ToDictionary(static detail => detail.Name, static detail => detail.Value, StringComparer.Ordinal),
                },
                cancellationToken);
}
