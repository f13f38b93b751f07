using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Closes connections.</summary>
internal sealed record DisconnectRequest : TargetRequest
{
    [Description("Client ids that are spared.")]
    public List<string>? Whitelist { get; init; }

    [Description("What the clients are told; 3503, force disconnect, where it is absent.")]
    public DisconnectReason? Disconnect { get; init; }
}
