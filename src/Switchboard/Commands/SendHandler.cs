using Switchboard.Connections;
using Switchboard.Hooks;

namespace Switchboard.Commands;

/// <summary>A connection sends a message to the application. There is no answer; the next command is taken when the hooks have seen it.</summary>
internal sealed class SendHandler(ConnectionEvents events)
{
    public ValueTask HandleAsync(Connection connection, ReadOnlyMemory<byte> data, bool isJson) => events.ReceivedAsync(connection, data, isJson, idempotencyKey: null);
}
