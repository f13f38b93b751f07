namespace Switchboard.Configuration;

/// <summary>Where a namespace's streams live.</summary>
public enum StorageKind
{
    /// <summary>In this process: gone when it ends.</summary>
    Memory,

    /// <summary>In the durable store: there after a restart.</summary>
    Durable,
}
