using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Inbox;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Commands.Inbox;

/// <summary>Somebody sends users a message: a publication in the inbox of each.</summary>
internal sealed class MessageHandler(
    ChannelAuthorizer authorizer, MessageRecipients recipients, InboxWriter inbox, PublishPipeline pipeline, SettingsHolder settings, Clock clock)
{
    private const long MaxExpiresMilliseconds = 315_360_000_000;

    /// <summary>Sends the message. The answers are in the order of the users, followed by the users present in the channel.</summary>
    /// <param name="principal">Who sends.</param>
    /// <param name="connection">The sending connection; null where none sends.</param>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public async ValueTask<Result<IReadOnlyList<MessageResult>>> HandleAsync(
        Principal principal, Connection? connection, MessageRequest request, CancellationToken cancellationToken)
    {
        if (RefusalOf(request, settings.Current) is { } refusal)
        {
            return refusal;
        }

        var users = await recipients.FindAsync(principal, connection, request, cancellationToken);
        if (!users.IsSuccess)
        {
            return users.As<IReadOnlyList<MessageResult>>();
        }

        Task<MessageResult>[] sending;
        using (DrainBatch.Begin())
        {
            sending = [.. users.Value!.Select(user => SendAsync(principal, connection, request, user, cancellationToken))];
        }

        return Result.Of<IReadOnlyList<MessageResult>>(await Task.WhenAll(sending));
    }

    /// <summary>Whether somebody may send this message to each of its users, without sending it. Nobody knows who will be in a channel.</summary>
    public Result<Unit> Check(Principal principal, MessageRequest request)
    {
        var current = settings.Current;
        if (request.Presence is not null)
        {
            return InvalidField.Of("presence", "cannot be scheduled: nobody knows who will be there");
        }

        if (RefusalOf(request, current) is { } refusal)
        {
            return refusal;
        }

        foreach (var user in request.Users)
        {
            if (UserIds.Check(user) is { } invalid)
            {
                return invalid;
            }

            var channel = ChannelNames.Inbox(current.Inbox, user);
            var admission = authorizer.Authorize(principal, Operations.Send, channel);
            if (!admission.IsSuccess)
            {
                return admission.As<Unit>();
            }

            var publication = new PublicationRequest(channel, admission.Value!, request.Data)
            {
                IsCheckedJson = request.IsCheckedJson,
                IsBinary = request.IsBinary,
                Tags = TagsOf(request, Guid.Empty.ToString("N")),
            };
            var payload = pipeline.Validate(publication);
            if (!payload.IsSuccess)
            {
                return payload.As<Unit>();
            }
        }

        return default(Unit);
    }

    private static ErrorCode? RefusalOf(MessageRequest request, SwitchboardSettings current)
    {
        if (!current.Inbox.Enabled)
        {
            return ErrorCodes.NotAvailable;
        }

        if (MissingIn(request) is { } missing)
        {
            return InvalidField.Missing(missing);
        }

        if (!IsAcceptable(request, current.Publishing))
        {
            return ErrorCodes.BadRequest;
        }

        return request.Users.Count > current.Api.MaxBatchSize ? ErrorCodes.LimitExceeded : null;
    }

    private static string? MissingIn(MessageRequest request) => request switch
    {
        { Data.IsEmpty: true } => "data",
        { Users.Count: 0, Presence: null or "" } => "user, users or presence",
        _ => null,
    };

    private static bool IsAcceptable(MessageRequest request, PublishingSettings rules)
        => !request.Users.Any(string.IsNullOrEmpty)
            && request.Tags?.Values.Any(static value => value is null) != true
            && request.ExpiresMilliseconds is not (<= 0 or > MaxExpiresMilliseconds)
            && (request.IdempotencyKey is null || Encoding.UTF8.GetByteCount(request.IdempotencyKey) <= rules.MaxIdempotencyKeyBytes);

    private async Task<MessageResult> SendAsync(
        Principal principal, Connection? connection, MessageRequest request, string user, CancellationToken cancellationToken)
    {
        if (UserIds.Check(user) is { } invalid)
        {
            return new MessageResult(user, "", invalid);
        }

        var channel = ChannelNames.Inbox(settings.Current.Inbox, user);
        var admission = authorizer.Authorize(principal, Operations.Send, channel);
        if (!admission.IsSuccess)
        {
            return new MessageResult(user, "", admission.Error);
        }

        var id = IdOf(principal, request, user);
        var publication = new PublicationRequest(channel, admission.Value!, request.Data)
        {
            IsCheckedJson = request.IsCheckedJson,
            IsBinary = request.IsBinary,
            Publisher = connection?.Info ?? request.Sender,
            Connection = connection,
            Recipient = user,
            Tags = TagsOf(request, id),
            SkipHistory = request.SkipHistory,
            IdempotencyKey = request.IdempotencyKey,
            KeyOwner = connection?.Principal ?? (principal.Kind == PrincipalKind.Service ? null : principal),
            KeyWindow = admission.Value!.Storage == StorageKind.Durable ? request.IdempotencyWindow : null,
        };
        if (!request.SkipHistory && (await inbox.KeepAsync(user, id, principal, publication, request.IdempotencyWindow, cancellationToken)).Error is { } error)
        {
            return new MessageResult(user, "", error);
        }

        var outcome = await pipeline.PublishAsync(publication, cancellationToken);
        return new MessageResult(user, outcome.IsSuccess ? id : "", outcome.Error);
    }

    /// <summary>An id that is new, or for the same sender, key and user the same: who repeats a message is answered with its id.</summary>
    private static string IdOf(Principal principal, MessageRequest request, string user)
    {
        if (request.IdempotencyKey is not { } key)
        {
            return Guid.NewGuid().ToString("N");
        }

        var identity = $"{principal.Kind} {principal.UserId.Length} {principal.UserId} {user.Length} {user} {key}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));
    }

    private Dictionary<string, string> TagsOf(MessageRequest request, string id)
    {
        var tags = new Dictionary<string, string>(request.Tags ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            [MessageTags.Id] = id,
        };
        Add(tags, Publication.EventTag, request.Event);
        Add(tags, MessageTags.Kind, request.Kind);
        Add(tags, MessageTags.Priority, request.Priority?.ToString(CultureInfo.InvariantCulture));
        Add(tags, MessageTags.ReplyTo, request.ReplyTo);
        Add(tags, MessageTags.ExpiresAt, request.ExpiresMilliseconds is { } left
            ? clock.UtcNow.AddMilliseconds(left).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
            : null);
        return tags;
    }

    private static void Add(Dictionary<string, string> tags, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            tags[name] = value;
        }
    }
}
