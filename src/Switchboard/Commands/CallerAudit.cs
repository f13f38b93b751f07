using Switchboard.Extensibility;

namespace Switchboard.Commands;

/// <summary>Writes administrative acts into the audit, in the name of who called for them.</summary>
internal static class CallerAudit
{
    /// <summary>The answer where an act was carried out of which the audit knows nothing.</summary>
    public static ErrorCode NotKept { get; } = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: it was carried out, but the audit could not keep that", Temporary = true };

    /// <summary>Writes an act, and completes when it is kept. Called once nothing is left to be done.</summary>
    /// <exception cref="SwitchboardException">It cannot be kept (<see cref="NotKept"/>).</exception>
    public static async ValueTask RecordAsync(
        this IAuditLog audit, OperationCaller caller, string action, string target, CancellationToken cancellationToken, params (string Name, string Value)[] details)
    {
        if (!audit.IsEnabled)
        {
            return;
        }

        var act = new AuditEvent(action)
        {
            Actor = caller.Actor,
            Address = caller.Address,
            Target = target,
            Details = details.ToDictionary(static detail => detail.Name, static detail => detail.Value, StringComparer.Ordinal),
        };
        try
        {
            await audit.RecordAsync(act, cancellationToken);
        }
        catch (SwitchboardException exception)
        {
            throw new SwitchboardException(NotKept, exception);
        }
    }
}
