using System.Buffers;
using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Commands.Own;

/// <summary><c>call</c>: a call with everything that a plain one cannot say.</summary>
internal sealed class CallOperation(CallHandler handler) : OwnOperation<CallFields>("call", OwnJsonContext.Default.CallFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, CallFields fields)
    {
        if (string.IsNullOrEmpty(fields.Method))
        {
            return ErrorCodes.BadRequest;
        }

        var request = new CallRequest(fields.Method, JsonOf(fields.Data))
        {
            IsCheckedJson = true,
            User = string.IsNullOrEmpty(fields.User) ? null : fields.User,
            Client = string.IsNullOrEmpty(fields.Client) ? null : fields.Client,
            Id = fields.Id ?? "",
            Deadline = Deadlines.Of(fields.DeadlineMs ?? 0),
            IsIdempotent = fields.Idempotent ?? false,
            IdempotencyKey = string.IsNullOrEmpty(fields.IdempotencyKey) ? null : fields.IdempotencyKey,
        };
        var outcome = await handler.HandleAsync(connection.Principal, connection, request, CancellationToken.None);
        return outcome.IsSuccess ? ResultOf(outcome.Value) : outcome;
    }

    private static ReadOnlyMemory<byte> ResultOf(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return Nothing;
        }

        var buffer = new ArrayBufferWriter<byte>(data.Length + 16);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("data");
            writer.WriteRawValue(data.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
