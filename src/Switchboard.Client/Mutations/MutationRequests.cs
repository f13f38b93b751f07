using System.Text.Json;
using Switchboard.Client.Requests;
using static Switchboard.Client.JsonFields;

namespace Switchboard.Client.Mutations;

/// <summary>The operations of mutable namespaces.</summary>
internal sealed class MutationRequests(HubOperations operations)
{
    /// <summary>Publishes.</summary>
    public Task<ChangeResult> PublishAsync(string channel, ReadOnlyMemory<byte> data, PublishOptions options, CancellationToken cancellationToken)
    {
        var fields = Write(writer =>
        {
            writer.WriteString("channel", channel);
            WritePayload(writer, data);
            WriteTags(writer, options.Tags);
            WriteOptional(writer, "event", options.Event);
            WriteOptional(writer, "id", options.Id);
            WriteOptional(writer, "idempotency_key", options.IdempotencyKey);
            if (options.Open)
            {
                writer.WriteBoolean("open", true);
            }
        });
        return operations.InvokeAsync("publish", channel, fields, ReadResult, IsIdempotent(options.IdempotencyKey), cancellationToken);
    }

    /// <summary>Changes a publication.</summary>
    public Task<ChangeResult> ChangeAsync(
        string operation, string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions options, CancellationToken cancellationToken)
    {
        var fields = Write(writer =>
        {
            writer.WriteString("channel", channel);
            writer.WriteString("id", id);
            if (!data.IsEmpty)
            {
                WritePayload(writer, data);
            }

            WriteTags(writer, options.Tags);
            WriteOptional(writer, "idempotency_key", options.IdempotencyKey);
            if (options.Broken)
            {
                writer.WriteBoolean("broken", true);
            }
        });
        return operations.InvokeAsync(operation, channel, fields, ReadResult, IsIdempotent(options.IdempotencyKey), cancellationToken);
    }

    private static ChangeResult ReadResult(JsonElement answer)
        => new(ReadText(answer, "id"), new Position((ulong)(ReadNumber(answer, "offset") ?? 0), ReadText(answer, "epoch")));

    private static bool IsIdempotent(string? key) => !string.IsNullOrEmpty(key);
}
