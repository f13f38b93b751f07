using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Requests;

/// <summary>A command that waits for its reply.</summary>
/// <param name="command">The command; it is given its id when it is sent.</param>
/// <param name="onCompleted">Called on the receive loop before it reads on, so that what is received next finds the result applied. Must not throw or block.</param>
internal sealed class PendingRequest(CentrifugeCommand command, Action<RequestResult>? onCompleted = null)
{
    private readonly TaskCompletionSource<RequestResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CentrifugeCommand Command => command;

    /// <summary>The id that the command was sent with; 0 where it was not sent.</summary>
    public uint Id { get; set; }

    /// <summary>Completes with the result. Never faulted, so that nobody has to observe it.</summary>
    public Task<RequestResult> Completion => _completion.Task;

    public void Complete(RequestResult result)
    {
        onCompleted?.Invoke(result);
        _completion.TrySetResult(result);
    }
}

/// <summary>The result of a request: a reply (null where the hub gave none of a known kind), an error, or the end of the connection.</summary>
internal readonly record struct RequestResult(CentrifugeReply? Reply, ErrorCode? Error, Exception? Failure)
{
    public static RequestResult FromFailure(Exception failure) => new(null, null, failure);

    /// <summary>Throws unless there is a reply.</summary>
    public void ThrowIfFailed()
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        if (Error is not null)
        {
            throw new SwitchboardException(Error);
        }
    }
}
