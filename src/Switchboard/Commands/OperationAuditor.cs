using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Commands;

/// <summary>Carries operations out, and has those that the table marks so written into the audit before they are answered; and of all others who may not have them.</summary>
internal sealed class OperationAuditor(IAuditLog audit, RefusalAudit refusals)
{
    // What may be shown of a request: names of things, never their contents.
    private static readonly string[] _shown = ["channel", "channels", "method", "user", "users", "client", "session", "id", "name", "device", "role"];

    private const int MaxItems = 20;

    private static readonly ErrorCode _notKept = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: it was carried out, but the audit could not keep that", Temporary = true };

    /// <summary>Carries an operation out.</summary>
    public async ValueTask<OperationAnswer> ExecuteAsync(IOperation operation, OperationCaller caller, JsonElement request, CancellationToken cancellationToken)
    {
        var answer = await operation.ExecuteAsync(caller, request, cancellationToken);
        if (!audit.IsEnabled)
        {
            return answer;
        }

        if (RefusalAudit.IsRefusal(answer.Error))
        {
            Refuse(operation, caller, request, answer.Error!);
            return answer;
        }

        if (!operation.Info.IsAudited)
        {
            return answer;
        }

        try
        {
            // What was done is written down, whether or not somebody still waits for the answer.
            await audit.RecordAsync(EventOf(operation.Info.Name, caller, request, answer.Error), CancellationToken.None);
            return answer;
        }
        catch (SwitchboardException) when (answer.Error is null)
        {
            return new OperationAnswer(_notKept);
        }
        catch (SwitchboardException)
        {
            return answer;
        }
    }

    /// <summary>Writes that an operation was refused, which was not carried out.</summary>
    public void Refuse(IOperation operation, OperationCaller caller, JsonElement request, ErrorCode error)
    {
        if (audit.IsEnabled)
        {
            refusals.Note(caller, operation.Info.Name, ShownOf(request) is [var first, ..] ? first.Value : "", error);
        }
    }

    private static AuditEvent EventOf(string name, OperationCaller caller, JsonElement request, ErrorCode? error)
    {
        var shown = ShownOf(request);
        return new AuditEvent($"operation.{name}")
        {
            Actor = caller.Actor,
            Address = caller.Address,
            Target = shown.Length > 0 ? shown[0].Value : "",
            Result = error is null ? "ok" : AuditResults.Of(error),
            Details = shown.Skip(1).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static KeyValuePair<string, string>[] ShownOf(JsonElement request) => request.ValueKind != JsonValueKind.Object ? [] :
    [
        .. _shown
            .Where(field => request.TryGetProperty(field, out _))
            .Select(field => KeyValuePair.Create(field, TextOf(request.GetProperty(field))))
            .Where(static shown => shown.Value.Length > 0),
    ];

    // Escapes that no text can hold have made the request a bad one, which is noted all the same.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() ?? "",
                JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Take(MaxItems).Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString())),
                _ => "",
            };
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
