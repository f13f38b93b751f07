namespace Switchboard.Wire.Centrifuge;

/// <summary>The commands whose result has no fields.</summary>
public enum EmptyReplyKind
{
    /// <summary>unsubscribe</summary>
    Unsubscribe,

    /// <summary>publish</summary>
    Publish,

    /// <summary>ping</summary>
    Ping,

    /// <summary>send with an idempotency key; ours</summary>
    Send,
}
