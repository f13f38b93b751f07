using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What a closed client is told.</summary>
internal sealed record DisconnectReason
{
    [Description("The code, from 3000 to 4999. Its range tells the client whether to come back.")]
    public uint Code { get; init; }

    [Description("The text, at most 123 bytes.")]
    public string? Reason { get; init; }
}
