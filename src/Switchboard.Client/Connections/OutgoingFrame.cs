using System.Buffers;

namespace Switchboard.Client.Connections;

/// <summary>A frame that is being filled, or waits to be sent.</summary>
internal sealed class OutgoingFrame
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ArrayBufferWriter<byte> Bytes { get; } = new();

    /// <summary>Whether nothing more may be added.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Ends when the frame was handed to the network, or never will be. Never faulted.</summary>
    public Task Sent => _sent.Task;

    public void Complete() => _sent.TrySetResult();
}
