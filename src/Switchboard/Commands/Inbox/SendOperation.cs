using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Inbox;

/// <summary><c>send</c>.</summary>
internal sealed class SendOperation(MessageHandler messages)
    : Operation<SendRequest, SendResult>("send", OperationJsonContext.Default.SendRequest, OperationJsonContext.Default.SendResult)
{
    private const string Presence = "presence";

    /// <inheritdoc/>
    public override bool TakesBinary => true;

    /// <inheritdoc/>
    protected override async ValueTask<Result<SendResult>> ExecuteAsync(OperationCaller caller, SendRequest request, CancellationToken cancellationToken)
    {
        // The answer tells who is in the channel.
        if (RequestReader.TextOf(request.Presence) is not null && !caller.Allows(Presence))
        {
            return ErrorCodes.PermissionDenied;
        }

        var outcome = await messages.HandleAsync(caller.Principal, caller.Connection, MessageOf(request, caller.Binary), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<SendResult>();
        }

        // Who wrote to one user is told of that one's error as of the whole call's.
        return outcome.Value is [{ Error: { } error }] && request is { Users: null, Presence: null or "" }
            ? error
            : new SendResult { Messages = [.. outcome.Value!.Select(StateOf)] };
    }

    /// <summary>The message that a request asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="binary">Binary data in place of the request's; null for none.</param>
    public static MessageRequest MessageOf(SendRequest request, ReadOnlyMemory<byte>? binary = null)
    {
        var users = request.Users?.ConvertAll(static user => user ?? "") ?? [];
        return new MessageRequest(string.IsNullOrEmpty(request.User) ? users : [request.User, .. users], binary ?? request.Data.Utf8)
        {
            Presence = RequestReader.TextOf(request.Presence),
            IsCheckedJson = binary is null,
            IsBinary = binary is not null,
            Event = request.Event,
            Kind = request.Kind,
            Priority = request.Priority,
            Tags = request.Tags,
            ExpiresMilliseconds = request.ExpiresMs,
            ReplyTo = request.ReplyTo,
            IdempotencyKey = RequestReader.TextOf(request.IdempotencyKey),
        };
    }

    private static SentMessage StateOf(MessageResult result) => result.Error is { } error
        ? new SentMessage { User = result.User, Error = ApiError.Of(error) }
        : new SentMessage { User = result.User, Id = result.Id, State = "accepted" };
}

/// <summary>Sends a message to users.</summary>
internal sealed record SendRequest
{
    [Description("The user. This, users or presence is needed.")]
    public string? User { get; init; }

    [Description("The users.")]
    public List<string?>? Users { get; init; }

    [Description("A channel: every user who is in it at this moment is meant, too.")]
    public string? Presence { get; init; }

    [Description("Any JSON value, delivered as it is written here.")]
    [Required]
    public RawJson Data { get; init; }

    [Description("The event name. It travels as the tag event.")]
    public string? Event { get; init; }

    [Description("What sort of message it is. It travels as the tag kind.")]
    public string? Kind { get; init; }

    [Description("How urgent it is. It travels as the tag priority.")]
    public int? Priority { get; init; }

    [Description("Labels that filters and receivers may read.")]
    public Dictionary<string, string>? Tags { get; init; }

    [Description("The milliseconds after which nobody needs it any more. The time travels as the tag expires_at, in Unix milliseconds.")]
    public long? ExpiresMs { get; init; }

    [Description("The id of the message that this one answers. It travels as the tag reply_to.")]
    public string? ReplyTo { get; init; }

    [Description("A key that makes sending again send nothing, and return the first ids.")]
    public string? IdempotencyKey { get; init; }
}

/// <summary>What became of a message.</summary>
internal sealed record SendResult
{
    [Description("One answer for each user, in the order of the users; behind them those in the channel.")]
    public required IReadOnlyList<SentMessage> Messages { get; init; }
}

/// <summary>What became of a message to one user.</summary>
internal sealed record SentMessage
{
    [Description("The user.")]
    public required string User { get; init; }

    [Description("The id of the message; it travels as the tag id. Absent where it was refused.")]
    public string? Id { get; init; }

    [Description("accepted; absent where it was refused.")]
    public string? State { get; init; }

    [Description("Why it was refused; absent where it was not.")]
    public ApiError? Error { get; init; }
}
