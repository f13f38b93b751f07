namespace Switchboard.Storage;

/// <summary>The store cannot be used by this program: a newer one has written it, it belongs to something else, or another process has it. Trying again does not help.</summary>
public sealed class StoreFormatException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    public StoreFormatException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="StoreFormatException(string)"/>
    public StoreFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without particulars.</summary>
    public StoreFormatException()
    {
    }
}
