using System.Runtime.InteropServices;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Calls;

/// <summary>Asks the application's hooks about a call, or a job.</summary>
internal static class CallingHook
{
    /// <summary>Asks.</summary>
    public static async ValueTask<CallDecision> AskAsync(HookDecisions hooks, Connection connection, CallRequest request, Permit permit)
    {
        var question = QuestionOf(connection, request, permit);
        var decision = await hooks.CallingAsync(question);
        if (!decision.IsSuccess)
        {
            return new CallDecision(request, decision.As<ReadOnlyMemory<byte>>());
        }

        // What a hook put in its place has been through no JSON reader.
        return question.IsAnswered
            ? new CallDecision(request, ResultOf(question, request))
            : new CallDecision(request with { Data = question.Data, IsCheckedJson = request.IsCheckedJson && question.Data.Equals(request.Data) }, null);
    }

    // No JSON reader has seen it, and JSON wires set messages apart by line breaks.
    private static Result<ReadOnlyMemory<byte>> ResultOf(CallingContext question, CallRequest request)
    {
        if (JsonBytes.IsValid(question.Result.Span))
        {
            return JsonBytes.OnOneLine(question.Result);
        }

        return question.Result.IsEmpty || !request.IsCheckedJson ? question.Result : ErrorCodes.BadRequest;
    }

    private static CallingContext QuestionOf(Connection connection, CallRequest request, in Permit permit) => new()
    {
        Connection = ConnectionDescription.Of(connection),
        Header = ConnectionDescription.HeadersOf(connection),
        Method = request.Method,
        Data = request.Data,
        IsUndecided = permit.IsUndecided,
    };
}

/// <summary>What hooks decided about a call.</summary>
/// <param name="Request">The call, as they have changed it.</param>
/// <param name="Answer">What they answer it with; null where it is to be carried out.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallDecision(CallRequest Request, Result<ReadOnlyMemory<byte>>? Answer);
