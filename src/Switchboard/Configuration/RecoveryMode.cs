namespace Switchboard.Configuration;

/// <summary>What a subscriber that comes back is sent.</summary>
public enum RecoveryMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every publication that it missed, or the news that this is not possible.</summary>
    Stream,

    /// <summary>The newest publication alone: for channels where only the latest state matters.</summary>
    Cache,
}
