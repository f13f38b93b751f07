using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Requests;

/// <summary>What a request came to: a result (null where the hub gave none of a known kind), an error, or the end of the connection.</summary>
internal readonly record struct RequestAnswer(CentrifugeReply? Reply, ErrorCode? Error, Exception? Failure)
{
    /// <summary>Throws unless there is a result.</summary>
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
