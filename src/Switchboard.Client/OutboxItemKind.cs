namespace Switchboard.Client;

/// <summary>What an outbox's item is.</summary>
public enum OutboxItemKind
{
    /// <summary>A publication for a channel.</summary>
    Publish = 0,

    /// <summary>A message to the application that runs the hub.</summary>
    Send = 1,
}
