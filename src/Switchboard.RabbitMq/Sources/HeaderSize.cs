using System.Collections;
using System.Text;

namespace Switchboard.RabbitMq.Sources;

/// <summary>Tells about how many bytes headers take in a frame, which has to hold all of them.</summary>
internal static class HeaderSize
{
    // The type and length of a value.
    private const int Overhead = 16;

    /// <summary>The size of a table of headers; 0 for none.</summary>
    public static long Of(IEnumerable<KeyValuePair<string, object?>>? headers) => headers?.Sum(static header => Encoding.UTF8.GetByteCount(header.Key) + OfValue(header.Value)) ?? 0;

    private static long OfValue(object? value) => Overhead + value switch
    {
        byte[] bytes => bytes.Length,
        string text => Encoding.UTF8.GetByteCount(text),
        IDictionary<string, object?> table => Of(table),
        IEnumerable list => list.Cast<object?>().Sum(OfValue),
        _ => 0,
    };
}
