using System.Collections.Frozen;
using Switchboard.Connections;

namespace Switchboard.Calls;

/// <summary>What the calls of a worker end with that is gone.</summary>
internal static class CallLoss
{
    // By what it sent it had its connection closed, and may have sent that as an answer.
    private static readonly FrozenDictionary<CloseCode, (ErrorCode Alone, ErrorCode Beside)> _violations = new[]
    {
        (Code: CloseCodes.MessageTooBig, Alone: ErrorCodes.LimitExceeded with { Message = $"{ErrorCodes.LimitExceeded.Message}: the worker answered with a message larger than limits.messageBytes, and its connection was closed" }),
        Malformed(CloseCodes.InvalidPayload),
        Malformed(CloseCodes.ProtocolError),
        Malformed(CloseCodes.BadRequest),
    }.ToFrozenDictionary(
        static violation => violation.Code,
        static violation => (violation.Alone, Beside: ErrorCodes.WorkerLost with { Message = $"{ErrorCodes.WorkerLost.Message}: its connection was closed over what it sent ({violation.Code.Reason})" }));

    private static readonly FrozenSet<ErrorCode> _losses = _violations.Values.Select(static errors => errors.Beside).Append(ErrorCodes.WorkerLost).ToFrozenSet();

    /// <summary>Whether nobody knows what became of the call, and another worker may be given it.</summary>
    public static bool IsOne(ErrorCode error) => _losses.Contains(error);

    /// <summary>What they end with. The only call of a worker whose connection was closed over what it sent has failed: whoever was given it next would fare alike.</summary>
    /// <param name="worker">The connection, which is closed.</param>
    /// <param name="calls">How many it had.</param>
    public static ErrorCode Of(Connection worker, int calls)
        => worker.CloseCode is { } code && _violations.TryGetValue(code, out var errors) ? calls == 1 ? errors.Alone : errors.Beside : ErrorCodes.WorkerLost;

    private static (CloseCode Code, ErrorCode Alone) Malformed(CloseCode code)
        => (code, ErrorCodes.BadRequest with { Message = $"{ErrorCodes.BadRequest.Message}: the worker's connection was closed over what it sent ({code.Reason})" });
}
