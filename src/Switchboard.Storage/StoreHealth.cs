namespace Switchboard.Storage;

/// <summary>Whether the store can be written to at present. Thread-safe.</summary>
internal sealed class StoreHealth
{
    private volatile string? _trouble = "not opened yet";

    /// <summary>Whether it can.</summary>
    public bool IsAvailable => _trouble is null;

    /// <summary>Why not; null where it can.</summary>
    public string? Trouble => _trouble;

    /// <summary>It can.</summary>
    public void Restore() => _trouble = null;

    /// <summary>It cannot.</summary>
    public void Lose(string trouble) => _trouble = trouble;
}
