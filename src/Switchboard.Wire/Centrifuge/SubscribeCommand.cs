namespace Switchboard.Wire.Centrifuge;

/// <summary>Subscribes to a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel; empty inside a connect command, whose key names it.</param>
public sealed record SubscribeCommand(uint Id, string Channel) : CentrifugeCommand(Id)
{
    /// <summary>The flag of <see cref="Flags"/> by which a client prefers error 112 to a subscription that missed publications.</summary>
    public const long RejectUnrecovered = 2;

    /// <summary>The subscription token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Whether missed publications are wanted.</summary>
    public bool Recover { get; init; }

    /// <summary>The epoch of the last position that the client knows.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The offset of the last position that the client knows.</summary>
    public ulong Offset { get; init; }

    /// <summary>Application data for whoever decides about the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether the client wants its position checked.</summary>
    public bool Positioned { get; init; }

    /// <summary>Whether the client wants to be able to recover.</summary>
    public bool Recoverable { get; init; }

    /// <summary>Whether the client wants others' coming and going.</summary>
    public bool JoinLeave { get; init; }

    /// <summary>The delta compression wanted; accepted and not granted.</summary>
    public string Delta { get; init; } = "";

    /// <summary>Which publications the client wants, by their tags; null for all.</summary>
    public TagFilter? Filter { get; init; }

    /// <summary>Features of this subscription, as bits.</summary>
    public long Flags { get; init; }

    /// <summary>0 for a stream subscription; map and shared-poll subscriptions are not offered.</summary>
    public int Type { get; init; }
}
