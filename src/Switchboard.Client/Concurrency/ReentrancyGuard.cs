namespace Switchboard.Client.Concurrency;

/// <summary>Knows whether the caller runs inside the client's own work, as its handlers and callbacks do: waiting there for the end of that work would be a deadlock.</summary>
internal sealed class ReentrancyGuard
{
    private readonly AsyncLocal<bool> _isEntered = new();

    /// <summary>Whether the caller is the client's own work, or was called or started by it.</summary>
    public bool IsEntered => _isEntered.Value;

    /// <summary>Marks the rest of the calling asynchronous method, and all that it calls, but not its own caller.</summary>
    public void Enter() => _isEntered.Value = true;
}
