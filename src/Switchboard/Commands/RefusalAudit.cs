using System.Globalization;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Commands;

/// <summary>Writes into the audit what somebody asked for and may not have, whichever wire it was asked on. The audit folds what repeats.</summary>
internal sealed class RefusalAudit(IAuditLog audit)
{
    private const string Refused = "operation.refused";

    /// <summary>Whether an operation failed because its caller may not do this.</summary>
    public static bool IsRefusal(ErrorCode? error) => error?.Code == ErrorCodes.PermissionDenied.Code;

    /// <summary>Writes what a command of a connection came to, if it was refused: by an error, or by closing who shows a bad token.</summary>
    /// <param name="connection">Who asked.</param>
    /// <param name="operation">For what.</param>
    /// <param name="target">Where: a channel, or a method.</param>
    /// <param name="outcome">What it came to.</param>
    public void Note<T>(Connection connection, string operation, string target, in Result<T> outcome)
    {
        if (!audit.IsEnabled)
        {
            return;
        }

        if (IsRefusal(outcome.Error))
        {
            Note(OperationCaller.Of(connection), operation, target, outcome.Error!);
        }
        else if (outcome.Close is { } close && (close.Code == CloseCodes.InvalidToken.Code || close.Code == CloseCodes.PermissionDenied.Code))
        {
            Write(OperationCaller.Of(connection), operation, target, close.Code, AuditResults.Of(close));
        }
    }

    /// <summary>Writes that an operation was refused.</summary>
    public void Note(OperationCaller caller, string operation, string target, ErrorCode error)
    {
        if (audit.IsEnabled)
        {
            Write(caller, operation, target, error.Code, AuditResults.Of(error));
        }
    }

    private void Write(OperationCaller caller, string operation, string target, uint code, string result) => audit.Write(new AuditEvent(Refused)
    {
        Actor = caller.Actor,
        Address = caller.Address,
        Target = target,
        Result = result,
        Details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["operation"] = operation,
            ["code"] = code.ToString(CultureInfo.InvariantCulture),
            ["client"] = caller.Connection?.Id ?? "",
        },
    });
}
