using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Names;

namespace Switchboard.EventSources;

/// <summary>Says why a message was refused so that whoever reads its dead letter can mend it: with the cause, the limit and the option.</summary>
internal static class EventRefusals
{
    /// <summary>The refusal, with a message that says more where the publishing path says little.</summary>
    public static ErrorCode Explain(ErrorCode error, EventTarget target, ReadOnlySpan<byte> data, SwitchboardSettings settings)
    {
        if (target.User is not null && !settings.Inbox.Enabled)
        {
            return error with { Message = "users have no inbox (inbox.enabled)" };
        }

        var channel = target.User is { } user ? ChannelNames.Inbox(settings.Inbox, user) : target.Channel!;
        if (!settings.Namespaces.TryResolve(channel, out var space))
        {
            return error != ErrorCodes.UnknownChannel ? error : error with
            {
                Message = target.User is null ? "no namespace has such a channel (namespaces)" : $"there is no namespace '{settings.Inbox.Namespace}', in which inboxes are (inbox.namespace)",
            };
        }

        return CauseOf(error, data, space) is { } cause ? error with { Message = cause } : error;
    }

    private static string? CauseOf(ErrorCode error, ReadOnlySpan<byte> data, NamespaceSettings space) => error switch
    {
        _ when error == ErrorCodes.LimitExceeded && data.Length > space.MaxPayloadBytes
            => $"the body has {data.Length} bytes; the namespace '{space.Name}' takes {space.MaxPayloadBytes} (maxPayloadBytes)",
        _ when error != ErrorCodes.BadRequest => null,
        _ when space.Payload != PayloadKind.Any && !JsonBytes.IsValid(data) => $"the body is no JSON, and the namespace '{space.Name}' takes nothing else (payload)",
        _ when space.Payload == PayloadKind.JsonObject && !Payloads.IsObject(data) => $"the body is no JSON object, and the namespace '{space.Name}' takes nothing else (payload)",
        _ => "the event name, a tag, the id or the idempotency key is no such text, is reserved (sb.), too long or one too many (publishing.maxTags, publishing.maxTagBytes, publishing.maxIdempotencyKeyBytes)",
    };
}
