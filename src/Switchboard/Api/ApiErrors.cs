namespace Switchboard.Api;

/// <summary>Errors of the API alone.</summary>
internal static class ApiErrors
{
    /// <summary>The commands before have filled the answer.</summary>
    public static ErrorCode RepliesTooLarge { get; } = ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: not carried out, for the answers before it are as large as api.maxReplyBytes allows; ask again",
    };
}
