namespace Switchboard.Protocols.SocketIo;

/// <summary>The attachments of the arguments that this thread is writing or reading: serialising is synchronous.</summary>
internal static class AttachmentList
{
    [ThreadStatic]
    private static List<ReadOnlyMemory<byte>>? _written;

    [ThreadStatic]
    private static IReadOnlyList<ReadOnlyMemory<byte>>? _read;

    /// <summary>Begins to read; null ends it.</summary>
    public static void Read(IReadOnlyList<ReadOnlyMemory<byte>>? attachments) => _read = attachments;

    /// <summary>Takes what has been written since the last call.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Take()
    {
        var written = _written;
        _written = null;
        return written is null ? [] : written;
    }

    /// <summary>Adds an attachment, and tells its number.</summary>
    public static int Add(ReadOnlyMemory<byte> bytes)
    {
        (_written ??= []).Add(bytes);
        return _written.Count - 1;
    }

    /// <summary>The attachment of a number; null where there is none.</summary>
    public static ReadOnlyMemory<byte>? Find(int number) => _read is { } read && number >= 0 && number < read.Count ? read[number] : null;
}
