using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>serve</c>: the connection takes calls of a method.</summary>
internal sealed class ServeOperation(ServeHandler handler) : OwnOperation<ServeFields>("serve", OwnJsonContext.Default.ServeFields)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, ServeFields fields)
        => Answer(handler.Serve(connection, fields.Method ?? "", fields.Concurrency ?? 0));
}
