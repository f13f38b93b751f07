using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Asks for what is scheduled.</summary>
internal sealed record ScheduledRequest
{
    [Description("By this user; absent, by services.")]
    public string? User { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most schedules to return, up to 1000. 0 or absent is 100.")]
    public int Limit { get; init; }
}
