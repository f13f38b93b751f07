namespace Switchboard.Client;

/// <summary>What happens to a new item that an outbox has no room for.</summary>
public enum OutboxFullMode
{
    /// <summary>The call fails with an <see cref="OutboxFullException"/>.</summary>
    Reject,

    /// <summary>The oldest items give way, each with a <see cref="SwitchboardOutbox.Lost"/> event.</summary>
    DropOldest,

    /// <summary>The new item is not taken, with a <see cref="SwitchboardOutbox.Lost"/> event and without an exception.</summary>
    DropNewest,
}
