using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Requests;

/// <summary>A command that waits for its reply.</summary>
/// <param name="command">The command; its id is given when it is sent.</param>
/// <param name="onAnswer">Called by the reader before it reads on, so that what follows finds the answer taken in. Must not throw or wait.</param>
internal sealed class PendingRequest(CentrifugeCommand command, Action<RequestAnswer>? onAnswer = null)
{
    private readonly TaskCompletionSource<RequestAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CentrifugeCommand Command => command;

    /// <summary>The id that the command was sent with; 0 where it was not sent.</summary>
    public uint Id { get; set; }

    /// <summary>The answer. Never faulted: whoever does not look at it leaves nothing behind.</summary>
    public Task<RequestAnswer> Answer => _answer.Task;

    public void Complete(RequestAnswer answer)
    {
        onAnswer?.Invoke(answer);
        _answer.TrySetResult(answer);
    }
}
