using System.Runtime.InteropServices;

namespace Switchboard.InMemory;

/// <summary>What things take in memory, in bytes: what they consist of, and about what the runtime adds.</summary>
internal static class PublicationSize
{
    // The publication, its place in what holds it, and the array of its payload.
    private const int Publication = 160;

    // The entry, its place by key, in an order and among what ends.
    private const int Entry = 240;

    // A dictionary for tags, an entry of it, and a description of the publisher with the arrays of its two values.
    private const int Tags = 200;
    private const int Tag = 80;
    private const int Publisher = 180;

    /// <summary>A publication that is kept.</summary>
    public static int Of(Publication publication) => Publication + Of(publication.Data) + OfKey(publication.Key) + Of(publication.Tags) + Of(publication.Publisher);

    /// <summary>An entry of a map, with its places in what finds it.</summary>
    public static int OfEntry(Publication publication) => Entry + Of(publication);

    /// <summary>An entry of a table by a name.</summary>
    public static int OfName(string name) => 160 + (name.Length * sizeof(char));

    /// <summary>Bytes: all of the array that they are a part of.</summary>
    public static int Of(ReadOnlyMemory<byte> data) => MemoryMarshal.TryGetArray(data, out var segment) ? segment.Array!.Length : data.Length;

    private static int OfKey(string? key) => key is null ? 0 : key.Length * sizeof(char);

    private static int Of(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
        {
            return 0;
        }

        var bytes = Tags;
        if (tags is Dictionary<string, string> dictionary)
        {
            // Without the allocation that enumerating the interface takes.
            foreach (var (name, value) in dictionary)
            {
                bytes += OfTag(name, value);
            }

            return bytes;
        }

        foreach (var (name, value) in tags)
        {
            bytes += OfTag(name, value);
        }

        return bytes;
    }

    private static int OfTag(string name, string value) => Tag + ((name.Length + value.Length) * sizeof(char));

    private static int Of(ClientInfo? publisher)
        => publisher is null ? 0 : Publisher + ((publisher.User.Length + publisher.Client.Length) * sizeof(char)) + Of(publisher.ConnectionInfo) + Of(publisher.ChannelInfo);
}
