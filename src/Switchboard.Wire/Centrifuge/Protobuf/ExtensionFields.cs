namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Fields that we add to messages of the protocol, with numbers that its definition is far from using.</summary>
internal static class ExtensionFields
{
    /// <summary>Of publish and send requests: the idempotency key.</summary>
    public const int IdempotencyKey = 1000;

    /// <summary>Of a reply: the result of a send.</summary>
    public const int Send = 1000;

    /// <summary>Of an error: its particulars, as JSON.</summary>
    public const int ErrorDetails = 1000;
}
