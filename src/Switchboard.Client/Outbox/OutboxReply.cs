using System.Runtime.InteropServices;

namespace Switchboard.Client.Outbox;

/// <summary>What became of an item that was to be sent.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Error">What the hub answered, where it refused or failed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutboxReply(OutboxReplyKind Kind, ErrorCode? Error = null)
{
    public static OutboxReply Accepted { get; } = new(OutboxReplyKind.Accepted);

    public static OutboxReply NotSent { get; } = new(OutboxReplyKind.NotSent);

    public static OutboxReply Lost { get; } = new(OutboxReplyKind.Lost);

    /// <summary>The reply that an error of the hub comes to.</summary>
    public static OutboxReply Of(ErrorCode error) => new(error.Temporary ? OutboxReplyKind.Failed : OutboxReplyKind.Refused, error);
}
