using System.Threading.Channels;
using Switchboard.Connections;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>A session whose commands come in requests of their own, one after the other and bounded in number.</summary>
internal sealed class EmulatedSession(CentrifugeSession session)
{
    // More requests than this in flight come from no client that waits for its answers.
    private const int MaxWaiting = 64;

    private readonly Channel<ReadOnlyMemory<byte>> _waiting = System.Threading.Channels.Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public Connection Connection => session.Connection;

    /// <summary>Takes commands. A client that sends faster than they can be handled is closed.</summary>
    public bool TryTake(ReadOnlyMemory<byte> data)
    {
        if (_waiting.Writer.TryWrite(data))
        {
            return true;
        }

        Connection.Close(CloseCodes.TooManyRequests);
        return true;
    }

    /// <summary>Handles commands until the session ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var data in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            await session.ReceiveAsync(data);
        }
    }
}
