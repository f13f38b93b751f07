using Switchboard.Api.Messages;
using Switchboard.Channels;
using Switchboard.Commands;
using Switchboard.Security;

namespace Switchboard.Api;

/// <summary>Publishes for services.</summary>
internal sealed class ServicePublisher(Gatekeeper gatekeeper, Publisher publisher)
{
    public ValueTask<Outcome<Position>> PublishAsync(string? channel, PublicationFields fields, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(channel))
        {
            return ValueTask.FromResult<Outcome<Position>>(ErrorCodes.BadRequest);
        }

        var admission = gatekeeper.Admit(Principal.Service, Operations.Publish, channel);
        if (!admission.IsSuccess)
        {
            return ValueTask.FromResult(admission.As<Position>());
        }

        if (!IsComplete(fields))
        {
            return ValueTask.FromResult<Outcome<Position>>(ErrorCodes.BadRequest);
        }

        var isBinary = fields.B64Data is { Length: > 0 };
        var order = new PublishOrder(channel, admission.Value!, isBinary ? fields.B64Data : fields.Data.Utf8)
        {
            IsCheckedJson = !isBinary,
            Tags = TagsOf(fields),
            SkipHistory = fields.SkipHistory,
            IdempotencyKey = string.IsNullOrEmpty(fields.IdempotencyKey) ? null : fields.IdempotencyKey,
            Version = fields.Version,
            VersionEpoch = fields.VersionEpoch ?? "",
        };
        return publisher.PublishAsync(order, cancellationToken);
    }

    /// <summary>Whether there is something to publish. A client that writes absent fields as null means the base64 where both are there.</summary>
    public static bool IsComplete(PublicationFields fields)
        => (fields.Data.IsGiven || fields.B64Data is { Length: > 0 }) && fields.Tags?.Values.Any(static value => value is null) != true;

    /// <summary>The answer to a publish.</summary>
    public static PublishResult ResultOf(Position position)
        => position.Offset == 0 ? new PublishResult() : new PublishResult { Offset = position.Offset, Epoch = position.Epoch };

    private static Dictionary<string, string>? TagsOf(PublicationFields fields)
    {
        if (string.IsNullOrEmpty(fields.Event))
        {
            return fields.Tags is { Count: > 0 } ? fields.Tags : null;
        }

        return new Dictionary<string, string>(fields.Tags ?? [], StringComparer.Ordinal) { [Publication.EventTag] = fields.Event };
    }
}
