namespace Switchboard.Client;

/// <summary>The hub does not let a client serve a method.</summary>
/// <param name="error">Why.</param>
public sealed class ServingFailedEventArgs(ErrorCode error) : EventArgs
{
    /// <summary>Why.</summary>
    public ErrorCode Error => error;
}
