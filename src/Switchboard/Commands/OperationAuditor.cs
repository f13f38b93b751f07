using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Commands;

/// <summary>Carries operations out, and has those that the table marks so written into the audit before they are answered.</summary>
internal sealed class OperationAuditor(IAuditLog audit)
{
    // What may be shown of a request: names of things, never their contents.
    private static readonly string[] _shown = ["channel", "user", "client", "session", "id", "name", "device", "role"];

    private static readonly ErrorCode _notKept = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: it was carried out, but the audit could not keep that", Temporary = true };

    /// <summary>Carries an operation out.</summary>
    public async ValueTask<OperationAnswer> ExecuteAsync(IOperation operation, OperationCaller caller, JsonElement request, CancellationToken cancellationToken)
    {
        var answer = await operation.ExecuteAsync(caller, request, cancellationToken);
        if (!operation.Info.IsAudited || !audit.IsEnabled)
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

    private static AuditEvent EventOf(string name, OperationCaller caller, JsonElement request, ErrorCode? error)
    {
        var shown = _shown
            .Where(field => request.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && !value.ValueEquals(""))
            .Select(field => KeyValuePair.Create(field, TextOf(request.GetProperty(field))))
            .ToArray();
        return new AuditEvent($"operation.{name}")
        {
            Actor = caller.Actor,
            Address = caller.Address,
            Target = shown.Length > 0 ? shown[0].Value : "",
            Result = error is null ? "ok" : AuditResults.Of(error),
            Details = shown.Skip(1).ToDictionary(StringComparer.Ordinal),
        };
    }

    // Escapes that no text can hold have made the request a bad one, which is noted all the same.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
