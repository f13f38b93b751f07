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

    /// <summary>It is a board, which is changed by its own operations alone.</summary>
    public static ErrorCode IsBoard { get; } = ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: this is a board; change its lines with board_take, board_free and board_note, and the board itself with board_create, board_change and board_delete",
        Details = new ErrorDetails { Field = "channel", Reason = "board" },
    };

    /// <summary>It is a map or a stream channel, and no board.</summary>
    public static ErrorCode IsNoBoard { get; } = ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: the channels of this namespace are no boards; set its option board to true, or use the operations of maps and streams",
        Details = new ErrorDetails { Field = "channel", Reason = "no_board" },
    };

    /// <summary>It is a stream channel.</summary>
    public static ErrorCode IsStream { get; } = ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: this is a stream channel; publish with publish, read its past with history, and subscribe to it as a stream (type 0)",
        Details = new ErrorDetails { Field = "channel", Reason = "stream" },
    };
}
