using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>send</c>.</summary>
internal sealed class SendMethod(MessageHandler messages)
    : ApiMethod<SendRequest, SendResult>("send", "Sends a message into the inboxes of users.", ApiJsonContext.Default.SendRequest, ApiJsonContext.Default.SendResult)
{
    private const string Presence = "presence";

    /// <inheritdoc/>
    protected override async ValueTask<Result<SendResult>> HandleAsync(
        SendRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        // The answer tells who is in the channel.
        if (request.Presence is not null && !key.Allows(Presence))
        {
            return ErrorCodes.PermissionDenied;
        }

        var outcome = await messages.HandleAsync(Principal.Service, connection: null, MessageOf(request), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<SendResult>();
        }

        // Who wrote to one user is told of that one's error as of the whole call's.
        return outcome.Value is [{ Error: { } error }] && request is { Users: null, Presence: null }
            ? error
            : new SendResult { Messages = [.. outcome.Value!.Select(StateOf)] };
    }

    /// <summary>The message that a request asks for.</summary>
    public static MessageRequest MessageOf(SendRequest request)
    {
        var users = request.Users?.ConvertAll(static user => user ?? "") ?? [];
        return new MessageRequest(string.IsNullOrEmpty(request.User) ? users : [request.User, .. users], request.Data.Utf8)
        {
            Presence = request.Presence,
            IsCheckedJson = true,
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
        ? new SentMessage { User = result.User, Error = new ApiError { Code = error.Code, Message = error.Message } }
        : new SentMessage { User = result.User, Id = result.Id, State = "accepted" };
}
