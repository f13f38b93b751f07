namespace Switchboard.Client.Outbox;

/// <summary>What became of an item that was to be sent.</summary>
internal enum OutboxReplyKind
{
    /// <summary>There was no connection: the item did not leave.</summary>
    NotSent,

    /// <summary>The item left, and the connection was lost or too slow before the answer came.</summary>
    Lost,

    /// <summary>The hub has taken the item.</summary>
    Accepted,

    /// <summary>The hub could not take the item now.</summary>
    Failed,

    /// <summary>The hub will never take the item.</summary>
    Refused,
}
