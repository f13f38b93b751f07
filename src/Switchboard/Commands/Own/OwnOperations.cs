using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Unicode;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary>Finds the operations by name, and reads what they are called with.</summary>
internal sealed class OwnOperations(IEnumerable<IOwnOperation> operations)
{
    private static readonly JsonElement _noFields = JsonElement.Parse("{}"u8);

    private readonly FrozenDictionary<string, IOwnOperation> _byName = operations.ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <summary>Carries an operation out for a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="json">Its fields, a JSON object; empty for none.</param>
    public ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, string name, ReadOnlyMemory<byte> json)
    {
        if (!_byName.TryGetValue(name, out var operation))
        {
            return ValueTask.FromResult<Result<ReadOnlyMemory<byte>>>(ErrorCodes.MethodNotFound);
        }

        return TryReadObject(json) is { } fields
            ? operation.HandleAsync(connection, fields)
            : ValueTask.FromResult<Result<ReadOnlyMemory<byte>>>(ErrorCodes.BadRequest);
    }

    private static JsonElement? TryReadObject(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return _noFields;
        }

        try
        {
            // The reader checks the structure alone; payloads are handed on as they are and must be text.
            return Utf8.IsValid(json.Span) && JsonElement.Parse(json.Span) is { ValueKind: JsonValueKind.Object } fields ? fields : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
