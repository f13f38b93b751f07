using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Whether a schedule was cancelled.</summary>
internal sealed record UnscheduleResult
{
    [Description("Whether it will not happen. False where there is none of that name, or it is happening.")]
    public required bool Cancelled { get; init; }
}
