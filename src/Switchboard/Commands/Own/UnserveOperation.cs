using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>unserve</c>: the connection takes no more calls of a method.</summary>
internal sealed class UnserveOperation(ServeHandler handler) : OwnOperation<UnserveFields>("unserve", OwnJsonContext.Default.UnserveFields)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, UnserveFields fields)
        => Answer(handler.Unserve(connection, fields.Method ?? ""));
}
