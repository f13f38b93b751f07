using System.Runtime.InteropServices;

namespace Switchboard.Storage.Sql;

/// <summary>Bytes as the drivers take them.</summary>
internal static class BlobExtensions
{
    /// <summary>The bytes as an array of their length: the one that they are in, or a copy.</summary>
    public static byte[] AsArray(this ReadOnlyMemory<byte> data)
        => MemoryMarshal.TryGetArray(data, out var segment) && segment.Array!.Length == segment.Count ? segment.Array : data.ToArray();
}
