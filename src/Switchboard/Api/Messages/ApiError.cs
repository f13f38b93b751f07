using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>An error of the catalogue.</summary>
internal sealed record ApiError
{
    /// <summary>The number.</summary>
    [Description("The number.")]
    public required uint Code { get; init; }

    /// <summary>The text.</summary>
    [Description("The text.")]
    public required string Message { get; init; }
}
