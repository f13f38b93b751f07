namespace Switchboard;

/// <summary>What was asked of the hub cannot be done. <see cref="Error"/> says why, in the words that a client would be answered with.</summary>
/// <remarks>Hooks and call handlers throw it to answer with an error of their choice: it is an answer, not a failure, and is not logged as one.</remarks>
public sealed class SwitchboardException : Exception
{
    /// <summary>An error of the catalogue, or one of the application's own (400 to 1999).</summary>
    public SwitchboardException(ErrorCode error)
        : base(error?.Message)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <inheritdoc cref="SwitchboardException(ErrorCode)"/>
    public SwitchboardException(ErrorCode error, Exception innerException)
        : base(error?.Message, innerException)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>An internal error.</summary>
    public SwitchboardException()
        : this(ErrorCodes.Internal)
    {
    }

    /// <summary>An internal error with a message of its own.</summary>
    public SwitchboardException(string message)
        : this(ErrorCodes.Internal with { Message = message })
    {
    }

    /// <inheritdoc cref="SwitchboardException(string)"/>
    public SwitchboardException(string message, Exception innerException)
        : this(ErrorCodes.Internal with { Message = message }, innerException)
    {
    }

    /// <summary>The error's code, text, and whether trying again may help.</summary>
    public ErrorCode Error { get; }
}
