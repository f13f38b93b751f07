using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>An error of the catalogue.</summary>
internal sealed record ApiError
{
    [Description("The number.")]
    public required uint Code { get; init; }

    [Description("The text.")]
    public required string Message { get; init; }
}
