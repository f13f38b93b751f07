using System.Text;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Publish;

/// <summary>A connection sends the application a message. The next command is taken when the hooks have seen it.</summary>
internal sealed class ClientMessageHandler(ConnectionEvents events, IdempotencyCache idempotency, SettingsHolder settings)
{
    private readonly SingleFlight<string, Unit> _underWay = new();

    /// <summary>Tells the hooks of a message, once for each idempotency key; null for none.</summary>
    public async ValueTask<Result<Unit>> HandleAsync(Connection connection, ReadOnlyMemory<byte> data, bool isJson, string? idempotencyKey)
    {
        if (JsonDepth.Check("data", data, settings.Current.Limits.PayloadDepth) is { } tooDeep)
        {
            return tooDeep;
        }

        if (idempotencyKey is null)
        {
            await events.ReceivedAsync(connection, data, isJson, idempotencyKey: null);
            return default(Unit);
        }

        if (Encoding.UTF8.GetByteCount(idempotencyKey) > settings.Current.Publishing.MaxIdempotencyKeyBytes)
        {
            return ErrorCodes.BadRequest;
        }

        var scoped = IdempotencyKeys.Scoped(connection.Principal, idempotencyKey);
        return await _underWay.RunAsync(scoped, () => NotifyOnceAsync(connection, data, isJson, idempotencyKey, scoped), CancellationToken.None);
    }

    // The key counts as used when the hooks have seen the message, not before: what fails is tried again under it.
    private async ValueTask<Result<Unit>> NotifyOnceAsync(Connection connection, ReadOnlyMemory<byte> data, bool isJson, string key, string scoped)
    {
        if (idempotency.IsMessageKnown(scoped))
        {
            return default(Unit);
        }

        if (!idempotency.HasRoomForMessage())
        {
            return ErrorCodes.NotAvailable with { Temporary = true };
        }

        await events.ReceivedAsync(connection, data, isJson, key);
        idempotency.RememberMessage(scoped, settings.Current.Publishing.IdempotencyWindow);
        return default(Unit);
    }
}
