namespace Switchboard.Channels;

/// <summary>Answers to those who use a channel of one kind as if it were of the other.</summary>
internal static class ChannelKind
{
    /// <summary>It is a map channel.</summary>
    public static ErrorCode IsMap { get; } = ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: this is a map channel; set entries with map_publish, remove them with map_remove, read them with map_read_state, and subscribe to it as a map (type 1)",
        Details = new ErrorDetails { Field = "channel", Reason = "map" },
    };

    /// <summary>It is a stream channel.</summary>
    public static ErrorCode IsStream { get; } = ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: this is a stream channel; publish with publish, read its past with history, and subscribe to it as a stream (type 0)",
        Details = new ErrorDetails { Field = "channel", Reason = "stream" },
    };
}
