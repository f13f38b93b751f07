namespace Switchboard;

/// <summary>The catalogue of errors. docs/codes.md tells what to do about each.</summary>
public static class ErrorCodes
{
    /// <summary>The server failed; its log has the details under the id that the message names.</summary>
    public static ErrorCode Internal { get; } = new(100, "internal server error", Temporary: true);

    /// <summary>The command needs an authenticated connection.</summary>
    public static ErrorCode Unauthorized { get; } = new(101, "unauthorized");

    /// <summary>No namespace of that name is configured, or the channel name is not well formed there.</summary>
    public static ErrorCode UnknownChannel { get; } = new(102, "unknown channel");

    /// <summary>The principal may not do this here.</summary>
    public static ErrorCode PermissionDenied { get; } = new(103, "permission denied");

    /// <summary>Nothing serves a method of that name.</summary>
    public static ErrorCode MethodNotFound { get; } = new(104, "method not found");

    /// <summary>The connection already holds a subscription to the channel.</summary>
    public static ErrorCode AlreadySubscribed { get; } = new(105, "already subscribed");

    /// <summary>A limit of the connection or channel would be passed.</summary>
    public static ErrorCode LimitExceeded { get; } = new(106, "limit exceeded");

    /// <summary>The command is understood but its content is not acceptable.</summary>
    public static ErrorCode BadRequest { get; } = new(107, "bad request");

    /// <summary>The channel or server does not offer this.</summary>
    public static ErrorCode NotAvailable { get; } = new(108, "not available");

    /// <summary>The token's time is over; get a new one.</summary>
    public static ErrorCode TokenExpired { get; } = new(109, "token expired");

    /// <summary>The connection or subscription has expired.</summary>
    public static ErrorCode Expired { get; } = new(110, "expired");

    /// <summary>Commands come faster than allowed.</summary>
    public static ErrorCode TooManyRequests { get; } = new(111, "too many requests", Temporary: true);

    /// <summary>The position belongs to a past that is no longer there.</summary>
    public static ErrorCode UnrecoverablePosition { get; } = new(112, "unrecoverable position");

    /// <summary>Another page of the same listing is being read.</summary>
    public static ErrorCode ConcurrentPagination { get; } = new(113, "concurrent pagination");

    /// <summary>The call was not answered within its deadline.</summary>
    public static ErrorCode DeadlineExceeded { get; } = new(410, "deadline exceeded", Temporary: true);

    /// <summary>The connection that served the call ended before it answered.</summary>
    public static ErrorCode WorkerLost { get; } = new(411, "worker lost", Temporary: true);

    /// <summary>The caller cancelled the call.</summary>
    public static ErrorCode Cancelled { get; } = new(412, "cancelled");

    /// <summary>The entry is not at the position that the change expected. The details have it as it is.</summary>
    public static ErrorCode Conflict { get; } = new(413, "conflict");

    /// <summary>Every error of the catalogue, in the order of its numbers.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        Internal, Unauthorized, UnknownChannel, PermissionDenied, MethodNotFound, AlreadySubscribed, LimitExceeded, BadRequest,
        NotAvailable, TokenExpired, Expired, TooManyRequests, UnrecoverablePosition, ConcurrentPagination,
        DeadlineExceeded, WorkerLost, Cancelled, Conflict,
    ];
}

/// <summary>An answer to a command that could not be carried out. Codes below 400 are those of the Centrifuge protocol.</summary>
/// <param name="Code">The number on the wire.</param>
/// <param name="Message">The text on the wire; the same for every occurrence.</param>
/// <param name="Temporary">Whether the same command may succeed later.</param>
/// <remarks>The catalogue is <see cref="ErrorCodes"/>, explained in docs/codes.md.</remarks>
public sealed record ErrorCode(uint Code, string Message, bool Temporary = false)
{
    /// <summary>Particulars for programs; null for none. Clients may ignore them.</summary>
    public ErrorDetails? Details { get; init; }
}

/// <summary>Particulars of an error, for programs that go by more than its code. On the wires: <c>details</c>, an object.</summary>
public sealed record ErrorDetails
{
    /// <summary>Why, in a word, such as <c>expired</c>; empty where the code says it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The field of the request that is wrong; empty for none in particular.</summary>
    public string Field { get; init; } = "";

    /// <summary>The limit that would be passed; 0 for none.</summary>
    public long Limit { get; init; }

    /// <summary>The entry as it is, where it is not as a change expected (413); null where there is none, or it is about something else.</summary>
    public Publication? Current { get; init; }
}
