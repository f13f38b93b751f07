using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What became of a message.</summary>
internal sealed record StateEntry
{
    [Description("The id of the message.")]
    public required string Id { get; init; }

    [Description("The user whose inbox it went into.")]
    public required string User { get; init; }

    [Description("accepted, delivered, read, expired or failed.")]
    public required string State { get; init; }

    [Description("When it was accepted, in Unix milliseconds.")]
    public required long AcceptedAt { get; init; }

    [Description("When a connection of the user acknowledged it; absent where none has.")]
    public long? DeliveredAt { get; init; }

    [Description("When the user read it; absent where that has not happened.")]
    public long? ReadAt { get; init; }

    [Description("When it expired or was given up; absent where it was not.")]
    public long? EndedAt { get; init; }
}
