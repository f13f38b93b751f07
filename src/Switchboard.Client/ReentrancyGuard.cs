namespace Switchboard.Client;

/// <summary>Tells whether the caller runs inside the client's own work, which its handlers and callbacks do: there, waiting for the end of that work would never end.</summary>
internal sealed class ReentrancyGuard
{
    private readonly AsyncLocal<bool> _isEntered = new();

    /// <summary>Whether the caller is the client's own work, or was called or started by it.</summary>
    public bool IsEntered => _isEntered.Value;

    /// <summary>Marks the rest of the calling asynchronous method, and all that it calls, but not its own caller.</summary>
    public void Enter() => _isEntered.Value = true;
}
