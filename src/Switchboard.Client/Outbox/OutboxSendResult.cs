using System.Runtime.InteropServices;

namespace Switchboard.Client.Outbox;

/// <summary>The result of sending an item.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Error">What the hub answered, where it refused or failed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutboxSendResult(OutboxSendStatus Status, ErrorCode? Error = null)
{
    public static OutboxSendResult Acknowledged { get; } = new(OutboxSendStatus.Acknowledged);

    public static OutboxSendResult NotSent { get; } = new(OutboxSendStatus.NotSent);

    public static OutboxSendResult Unanswered { get; } = new(OutboxSendStatus.Unanswered);

    /// <summary>The result of an item that the hub answered with an error.</summary>
    public static OutboxSendResult FromError(ErrorCode error) => new(error.Temporary ? OutboxSendStatus.Failed : OutboxSendStatus.Refused, error);
}

/// <summary>What became of an item that was to be sent.</summary>
internal enum OutboxSendStatus
{
    /// <summary>There was no connection: the item was not sent.</summary>
    NotSent,

    /// <summary>The item was sent, and the connection was lost or too slow before the answer came.</summary>
    Unanswered,

    /// <summary>The hub has taken the item.</summary>
    Acknowledged,

    /// <summary>The hub could not take the item now.</summary>
    Failed,

    /// <summary>The hub will never take the item.</summary>
    Refused,
}
