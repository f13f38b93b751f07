namespace Switchboard.Results;

/// <summary>Error 100 with an id, under which the log has the rest.</summary>
internal static class InternalError
{
    /// <summary>Makes one.</summary>
    /// <param name="errorId">The id, for the log.</param>
    public static ErrorCode Create(out string errorId)
    {
        errorId = Guid.NewGuid().ToString("N")[..8];
        return ErrorCodes.Internal with { Message = $"{ErrorCodes.Internal.Message} (id {errorId})" };
    }
}
