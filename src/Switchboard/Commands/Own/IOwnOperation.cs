using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary>An operation of Switchboard's own, which has one name on every wire, and JSON for its fields and its result.</summary>
internal interface IOwnOperation
{
    /// <summary>The name, such as <c>serve</c>.</summary>
    string Name { get; }

    /// <summary>Carries the operation out for a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="fields">The fields, an object.</param>
    /// <returns>The result as JSON, an object.</returns>
    ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, JsonElement fields);
}
