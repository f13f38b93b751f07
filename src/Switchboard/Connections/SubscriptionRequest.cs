using Switchboard.Configuration;
using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <summary>What kind of subscription is to begin. Permission has been decided.</summary>
internal sealed record SubscriptionRequest(string Channel, NamespaceSettings Namespace)
{
    public bool IsServerSide { get; init; }

    /// <inheritdoc cref="Subscription.IsRequested"/>
    public bool IsRequested { get; init; }

    /// <summary>Whether the connection's token names it.</summary>
    public bool IsOfToken { get; init; }

    /// <summary>Whether a grant alone allows it: it ends with that.</summary>
    public bool IsByGrant { get; init; }

    /// <summary>Where the client already is; null when it does not recover.</summary>
    public Position? RecoverSince { get; init; }

    /// <summary>Whether it goes live in a map channel, behind entries and changes that the client has: what came since is part of it, or it does not begin (112).</summary>
    public bool IsCatchingUp { get; init; }

    /// <summary>How many bytes of missed publications the reply still has room for; null where the reply is this subscription's alone.</summary>
    public long? RoomInReply { get; init; }

    /// <summary>Whether a subscription that cannot recover everything is refused with error 112.</summary>
    public bool RejectUnrecovered { get; init; }

    /// <summary>Whether the client asks for its position to be checked.</summary>
    public bool WantsPosition { get; init; }

    /// <summary>Whether the client asks for others' coming and going.</summary>
    public bool WantsJoinLeave { get; init; }

    public TagPredicate? Filter { get; init; }

    /// <summary>How publications are encoded, where not as everything else that the connection receives.</summary>
    public WireFormat? Format { get; init; }

    /// <summary>How publications are encoded for a client that takes deltas, where the namespace has them; null where they are sent whole.</summary>
    public DeltaFormats? Deltas { get; init; }

    /// <summary>
    /// Of a map channel: the offset up to which the client is not known to have what entries were. A client that begins with a position may
    /// have come to it otherwise than by the state of this channel; 0 where it has just been given that.
    /// </summary>
    public ulong DeltasBehind { get; init; }

    /// <summary>JSON shown to others; empty for none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>JSON for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the client came with a token, and is to bring a new one before it expires; else hooks are asked.</summary>
    public bool IsRenewedByClient { get; init; }

    /// <summary>The id of the token that the client came with; empty for none.</summary>
    public string TokenId { get; init; } = "";

    public SubscriptionOverride Override { get; init; } = SubscriptionOverride.None;

    /// <summary>Whether it can fall behind, and is told so.</summary>
    public bool IsPositioned => Namespace.HasPositions && (Namespace.Map is not null || IsRecoverable || WantsPosition || Override.ForcePositioning == true);

    /// <summary>Whether the client may recover what it misses.</summary>
    public bool IsRecoverable => Namespace.HistorySize > 0 && Namespace.Map?.Mode != MapMode.Ephemeral && Namespace.Recovery != RecoveryMode.None && Override.ForceRecovery != false;

    public bool IsPresent => Override.Presence ?? Namespace.Presence;

    public bool EmitsJoinLeave => Override.JoinLeave ?? Namespace.JoinLeave;

    public bool ReceivesJoinLeave => (Override.ForcePushJoinLeave ?? Namespace.ForcePushJoinLeave) || (WantsJoinLeave && Namespace.JoinLeave);
}
