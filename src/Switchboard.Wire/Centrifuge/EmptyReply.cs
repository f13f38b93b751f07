namespace Switchboard.Wire.Centrifuge;

/// <summary>A result that says no more than that the command was carried out.</summary>
/// <param name="Command">Whose result it is.</param>
public sealed record EmptyReply(EmptyReplyKind Command) : CentrifugeReply
{
    /// <summary>The result of a publish.</summary>
    public static EmptyReply Publish { get; } = new(EmptyReplyKind.Publish);

    /// <summary>The result of an unsubscribe.</summary>
    public static EmptyReply Unsubscribe { get; } = new(EmptyReplyKind.Unsubscribe);

    /// <summary>The result of an explicit ping.</summary>
    public static EmptyReply Ping { get; } = new(EmptyReplyKind.Ping);

    /// <summary>The result of a send that has an idempotency key.</summary>
    public static EmptyReply Send { get; } = new(EmptyReplyKind.Send);
}
