using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What became of messages.</summary>
internal sealed record StateResult
{
    [Description("The messages that services sent and that are remembered.")]
    public required IReadOnlyList<StateEntry> Messages { get; init; }
}
