namespace Switchboard.Client;

/// <summary>Tells the work of a client, and of the handlers that it calls, from all other code: own work that waited for the end of all own work would wait for itself.</summary>
internal sealed class OwnWork
{
    private readonly AsyncLocal<bool> _isCurrent = new();

    /// <summary>Whether the caller is own work, or was begun by it.</summary>
    public bool IsCurrent => _isCurrent.Value;

    /// <summary>Marks the rest of the calling asynchronous method, and all that it calls. It does not reach whoever called that method.</summary>
    public void Enter() => _isCurrent.Value = true;
}
