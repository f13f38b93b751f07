using System.Globalization;
using System.Text;
using Switchboard.Calls;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Calls;

/// <summary>A worker answers a call that it was given, or tells how far it is. The value says whether anybody waited for it.</summary>
internal sealed class AnswerHandler(CallRouter router, SettingsHolder settings)
{
    private const int MaxMessageBytes = 1024;
    private const uint FirstOwnCode = 400;
    private const uint LastOwnCode = 1999;

    private static readonly ErrorCode _wrongError = InvalidField.Of(
        "error", string.Create(CultureInfo.InvariantCulture, $"must have a code of the catalogue, or from {FirstOwnCode} to {LastOwnCode}, and a message of up to {MaxMessageBytes} bytes"));

    /// <summary>Ends a call with a result: JSON, empty for nothing.</summary>
    public Result<bool> Answer(Connection connection, string id, ReadOnlyMemory<byte> data)
    {
        if (JsonDepth.Check("data", data, settings.Current.Limits.PayloadDepth) is not { } tooDeep)
        {
            return router.Answer(connection, id, data);
        }

        router.Answer(connection, id, Because(tooDeep));
        return tooDeep;
    }

    /// <summary>Ends a call with an error: one of the catalogue, or of the application's own codes. With any other, the caller is told of an internal one.</summary>
    public Result<bool> Answer(Connection connection, string id, uint code, string message)
    {
        var error = ErrorOf(code, message);
        var isTaken = router.Answer(connection, id, error ?? Because(_wrongError));
        return error is null ? _wrongError : isTaken;
    }

    /// <summary>Tells the caller how far the call is.</summary>
    public Result<bool> Report(Connection connection, string id, ReadOnlyMemory<byte> progress)
    {
        if (progress.Length > settings.Current.Calls.MaxProgressBytes)
        {
            return ErrorCodes.LimitExceeded;
        }

        return JsonDepth.Check("progress", progress, settings.Current.Limits.PayloadDepth) is { } tooDeep ? tooDeep : router.Report(connection, id, progress);
    }

    // The worker's mistake, of which the caller hears the reason: often it is the same person.
    private static ErrorCode Because(ErrorCode refusal)
        => ErrorCodes.Internal with { Message = $"{ErrorCodes.Internal.Message}: the worker's answer was refused: {refusal.Message}" };

    private static ErrorCode? ErrorOf(uint code, string message)
    {
        if (Encoding.UTF8.GetByteCount(message) > MaxMessageBytes)
        {
            return null;
        }

        var known = ErrorCodes.All.FirstOrDefault(error => error.Code == code);
        if (known is not null)
        {
            return message.Length == 0 ? known : known with { Message = message };
        }

        return code is >= FirstOwnCode and <= LastOwnCode ? new ErrorCode(code, message) : null;
    }
}
