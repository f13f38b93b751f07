namespace Switchboard;

/// <summary>A call that ends with an error. Thrown by a handler, it is the answer to the caller.</summary>
public sealed class CallException : Exception
{
    /// <summary>Makes the exception of an error.</summary>
    /// <param name="error">The error: one of <see cref="ErrorCodes"/>, or one of the application's own with a code from 1000 to 1999.</param>
    public CallException(ErrorCode error)
        : this(error, null)
    {
    }

    /// <summary>Makes the exception of an error that another exception led to.</summary>
    /// <param name="error">The error: one of <see cref="ErrorCodes"/>, or one of the application's own with a code from 1000 to 1999.</param>
    /// <param name="innerException">What caused it. The caller is not told.</param>
    public CallException(ErrorCode error, Exception? innerException)
        : base(error?.Message, innerException)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>The error.</summary>
    public ErrorCode Error { get; }
}
