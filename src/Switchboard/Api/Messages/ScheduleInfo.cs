using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>A schedule.</summary>
internal sealed record ScheduleInfo
{
    [Description("Its name.")]
    public required string Id { get; init; }

    [Description("When it is due, in Unix milliseconds.")]
    public required long At { get; init; }

    [Description("What is to be published.")]
    public PublishRequest? Publish { get; init; }

    [Description("What is to be sent.")]
    public SendRequest? Send { get; init; }
}
