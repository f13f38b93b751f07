using System.Text.Json;
using Switchboard.Catalog;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Commands;

/// <summary>Carries operations out, and has them written into the audit as <see cref="OperationAudit"/> says, before they are answered; and of any who may not have it.</summary>
internal sealed class OperationAuditor(IAuditLog audit, RefusalAudit refusals)
{
    // What may be shown of a request: names of things, never their contents. A session is a secret, by which others send in its name.
    private static readonly string[] _shown = ["channel", "channels", "method", "user", "users", "client", "id", "name", "device", "role"];

    // What else says what was done, and is no secret.
    private static readonly string[] _particulars = ["disabled", "expired", "expire_at", "expires_seconds"];

    private const int MaxItems = 20;

    /// <summary>Carries an operation out.</summary>
    public async ValueTask<OperationAnswer> ExecuteAsync(IOperation operation, OperationCaller caller, JsonElement request, CancellationToken cancellationToken)
    {
        // An administrative act that began is carried out to its end, and told of: whoever hangs up in the middle leaves none half done.
        var answer = await operation.ExecuteAsync(caller, request, operation.Info.Audit == OperationAudit.None ? cancellationToken : CancellationToken.None);
        if (!audit.IsEnabled)
        {
            return answer;
        }

        if (answer.Error is { } error)
        {
            NoteFailure(operation, caller, request, error);
            return answer;
        }

        return operation.Info.Audit != OperationAudit.ByTable || await TryRecordAsync(EventOf(operation.Info.Name, caller, request, null)) ? answer : new OperationAnswer(CallerAudit.NotKept);
    }

    /// <summary>Writes that an operation was refused, which was not carried out.</summary>
    public void Refuse(IOperation operation, OperationCaller caller, JsonElement request, ErrorCode error)
    {
        if (audit.IsEnabled)
        {
            refusals.Note(caller, operation.Info.Name, ShownOf(request, _shown) is [var first, ..] ? first.Value : "", error);
        }
    }

    // Nothing was done: nobody waits until it is written.
    private void NoteFailure(IOperation operation, OperationCaller caller, JsonElement request, ErrorCode error)
    {
        if (RefusalAudit.IsRefusal(error))
        {
            Refuse(operation, caller, request, error);
        }
        else if (operation.Info.Audit != OperationAudit.None)
        {
            audit.Write(EventOf(operation.Info.Name, caller, request, error));
        }
    }

    private async ValueTask<bool> TryRecordAsync(AuditEvent audited)
    {
        try
        {
            // What was done is written down, whether or not somebody still waits for the answer.
            await audit.RecordAsync(audited, CancellationToken.None);
            return true;
        }
        catch (SwitchboardException)
        {
            return false;
        }
    }

    private static AuditEvent EventOf(string name, OperationCaller caller, JsonElement request, ErrorCode? error)
    {
        var shown = ShownOf(request, _shown);
        return new AuditEvent($"operation.{name}")
        {
            Actor = caller.Actor,
            Address = caller.Address,
            Target = shown.Length > 0 ? shown[0].Value : "",
            Result = error is null ? "ok" : AuditResults.Of(error),
            Details = shown.Skip(1).Concat(ShownOf(request, _particulars)).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static KeyValuePair<string, string>[] ShownOf(JsonElement request, string[] fields) => request.ValueKind != JsonValueKind.Object ? [] :
    [
        .. fields
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
                JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => value.GetRawText(),
                _ => "",
            };
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
