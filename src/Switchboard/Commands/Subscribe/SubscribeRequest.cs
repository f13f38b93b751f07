using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection's wish to subscribe.</summary>
internal sealed record SubscribeRequest(string Channel)
{
    /// <summary>A subscription token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Where the client already is; null when it does not recover.</summary>
    public Position? RecoverSince { get; init; }

    public bool RejectUnrecovered { get; init; }

    public bool WantsPosition { get; init; }

    public bool WantsJoinLeave { get; init; }

    /// <summary>Application data for the hooks that decide; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public TagPredicate? Filter { get; init; }

    /// <summary>How publications are encoded, where not as everything else that the connection receives.</summary>
    public WireFormat? Format { get; init; }
}
