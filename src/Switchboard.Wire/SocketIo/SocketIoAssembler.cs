namespace Switchboard.Wire.SocketIo;

/// <summary>Keeps a packet until its attachments have come. Bounded; not safe for concurrent use.</summary>
/// <param name="maxBytes">How many bytes the attachments of a packet may have together.</param>
public sealed class SocketIoAssembler(int maxBytes)
{
    private SocketIoPacket? _packet;
    private ReadOnlyMemory<byte>[] _attachments = [];
    private int _count;
    private long _bytes;

    /// <summary>Whether attachments are missing: nothing but these may come.</summary>
    public bool IsWaiting => _packet is not null;

    /// <summary>Begins to wait for the attachments of a packet.</summary>
    /// <param name="packet">The packet; it has at least one attachment. It must not be part of a buffer that is used again.</param>
    public void Begin(SocketIoPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        _packet = packet;
        _attachments = new ReadOnlyMemory<byte>[packet.AttachmentCount];
        _count = 0;
        _bytes = 0;
    }

    /// <summary>Takes the next attachment.</summary>
    /// <param name="attachment">The bytes; they are copied.</param>
    /// <param name="packet">The packet, where it is complete.</param>
    /// <returns>False where no attachment was awaited, or there are too many bytes.</returns>
    public bool TryAdd(ReadOnlySpan<byte> attachment, out SocketIoPacket? packet)
    {
        packet = null;
        if (_packet is null || attachment.Length > maxBytes - _bytes)
        {
            return false;
        }

        _bytes += attachment.Length;
        _attachments[_count++] = attachment.ToArray();
        if (_count == _attachments.Length)
        {
            packet = _packet with { Attachments = _attachments };
            _packet = null;
            _attachments = [];
        }

        return true;
    }
}
