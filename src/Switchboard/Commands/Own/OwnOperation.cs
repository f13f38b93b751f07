using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Connections;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary>An operation that reads its fields by their type.</summary>
internal abstract class OwnOperation<TFields>(string name, JsonTypeInfo<TFields> type) : IOwnOperation
    where TFields : class
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The result of operations that have nothing to say.</summary>
    protected static ReadOnlyMemory<byte> Nothing { get; } = "{}"u8.ToArray();

    /// <inheritdoc/>
    public ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, JsonElement fields)
        => TryRead(fields) is { } read ? HandleAsync(connection, read) : ValueTask.FromResult<Result<ReadOnlyMemory<byte>>>(ErrorCodes.BadRequest);

    /// <summary>Carries the operation out.</summary>
    protected abstract ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, TFields fields);

    /// <summary>The answer of an operation that has nothing to say but that it was carried out.</summary>
    protected static ValueTask<Result<ReadOnlyMemory<byte>>> Answer(in Result<Unit> outcome)
        => ValueTask.FromResult(outcome.IsSuccess ? Nothing : outcome.As<ReadOnlyMemory<byte>>());

    /// <summary>A result as JSON.</summary>
    protected static ReadOnlyMemory<byte> Write<T>(T result, JsonTypeInfo<T> resultType) => JsonSerializer.SerializeToUtf8Bytes(result, resultType);

    /// <summary>A JSON value as it was written, on one line; empty where there is none.</summary>
    protected static ReadOnlyMemory<byte> JsonOf(JsonElement value)
        => value.ValueKind == JsonValueKind.Undefined ? default : JsonBytes.OnOneLine(JsonMarshal.GetRawUtf8Value(value).ToArray());

    private TFields? TryRead(JsonElement fields)
    {
        try
        {
            return fields.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Of another type, or escapes that no text can hold.
            return null;
        }
    }
}
