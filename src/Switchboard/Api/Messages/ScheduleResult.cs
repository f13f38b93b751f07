using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What was scheduled.</summary>
internal sealed record ScheduleResult
{
    [Description("The schedule's name.")]
    public required string Id { get; init; }

    [Description("When it is due, in Unix milliseconds.")]
    public required long At { get; init; }
}
