using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Who is in a channel.</summary>
internal sealed record PresenceResult
{
    [Description("The connections by client id.")]
    public required IReadOnlyDictionary<string, ApiClientInfo> Presence { get; init; }
}
