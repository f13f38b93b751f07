using System.Text;
using Switchboard.Configuration;

namespace Switchboard.Commands;

/// <summary>A connection sends the application a message. This version's applications have no ear for it.</summary>
internal sealed class SendHandler(SettingsHolder settings)
{
    public Outcome<Done> Handle(string? idempotencyKey)
    {
        var longest = settings.Current.Publishing.MaxIdempotencyKeyBytes;
        return idempotencyKey is not null && Encoding.UTF8.GetByteCount(idempotencyKey) > longest ? ErrorCodes.BadRequest : default(Done);
    }
}
