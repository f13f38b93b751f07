using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Channels;

/// <summary>Answers to changes that publications do not let.</summary>
internal static class MutationErrors
{
    /// <summary>The reason where there is no publication of an id.</summary>
    public const string Missing = "missing";

    /// <summary>The reason where there is one already.</summary>
    public const string Exists = "exists";

    /// <summary>What is answered to those who may not know whether there is such a publication, too.</summary>
    public static ErrorCode Foreign { get; } = ErrorCodes.PermissionDenied with { Details = new ErrorDetails { Field = "id", Reason = "foreign" } };

    /// <summary>The error of a refusal.</summary>
    public static ErrorCode Of(MutationRefusal refusal, Mutation mutation) => refusal switch
    {
        MutationRefusal.Missing => Conflict(Missing, "no publication of this id is kept; it was never there, or its time is over"),
        MutationRefusal.Deleted => Conflict("deleted", "the publication was deleted"),
        MutationRefusal.Ended => Conflict("ended", "the publication has ended, so that nothing can be appended; replace it, or publish another one"),
        MutationRefusal.Exists => Conflict(Exists, "a publication of this id is there already, or was until it was deleted; choose another id, or leave it out"),
        MutationRefusal.Foreign => Foreign,
        MutationRefusal.Unfit => InvalidField.Of("data", "cannot be joined to the publication: a string is appended to a string, an array to an array, bytes to bytes; use replace for anything else"),
        MutationRefusal.TooLarge => Limit("data", "mutableBytes", mutation.Limits.WholeBytes, "the publication would have more bytes than it may; end it, and go on in another one"),
        _ => Limit("channel", "mutableOpen", mutation.Limits.Open, "as many publications of the channel are open as may be; end one first"),
    };

    private static ErrorCode Conflict(string reason, string message) => ErrorCodes.Conflict with
    {
        Message = $"{ErrorCodes.Conflict.Message}: {message}",
        Details = new ErrorDetails { Field = "id", Reason = reason },
    };

    private static ErrorCode Limit(string field, string option, long limit, string message) => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: {message} ({option})",
        Details = new ErrorDetails { Field = field, Reason = option, Limit = limit },
    };
}
