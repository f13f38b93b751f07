using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A yes or no that may be absent.</summary>
internal sealed record Flag
{
    [Description("Yes or no.")]
    public bool Value { get; init; }
}
