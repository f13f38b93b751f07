using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Has something published or sent later.</summary>
internal sealed record ScheduleRequest
{
    [Description("The schedule's name. One that is in use is rescheduled. Absent, one is chosen.")]
    public string? Id { get; init; }

    [Description("When, in Unix milliseconds; in the past, at once. This or delay_ms is needed.")]
    public long? At { get; init; }

    [Description("In how many milliseconds. This or at is needed.")]
    public long? DelayMs { get; init; }

    [Description("What is to be published. This or send is needed.")]
    public PublishRequest? Publish { get; init; }

    [Description("What is to be sent, not by presence; expires_ms counts from when it is due. This or publish is needed.")]
    public SendRequest? Send { get; init; }
}
