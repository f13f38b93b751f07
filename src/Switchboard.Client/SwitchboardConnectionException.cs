namespace Switchboard.Client;

/// <summary>There is no connection, or it ended before the answer came. Whether the hub did what was asked is not known then.</summary>
public sealed class SwitchboardConnectionException : Exception
{
    internal SwitchboardConnectionException(string message, ConnectionChangeReason reason, bool isTransient, CloseCode? closeCode = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Reason = reason;
        IsTransient = isTransient;
        CloseCode = closeCode;
    }

    /// <summary>Why the connection ended, or is not there.</summary>
    public ConnectionChangeReason Reason { get; }

    /// <summary>The hub's close code; null where the hub did not close the connection.</summary>
    public CloseCode? CloseCode { get; }

    /// <summary>Whether the client goes on connecting by itself.</summary>
    public bool IsTransient { get; }
}
