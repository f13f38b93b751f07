namespace Switchboard.Client;

/// <summary>Something did not work out between this client and the hub.</summary>
public abstract class SwitchboardException : Exception
{
    private protected SwitchboardException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same may work out later without anything being mended.</summary>
    public abstract bool IsTransient { get; }
}
