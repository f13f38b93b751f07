using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>One writer for each thread: writing a message is synchronous, so a thread never needs two.</summary>
internal static class JsonWriterCache
{
    private static readonly JsonWriterOptions _options = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>A writer to <paramref name="output"/>, for use until the next call on this thread. The caller flushes it.</summary>
    public static Utf8JsonWriter Get(IBufferWriter<byte> output)
    {
        if (_writer is null)
        {
            return _writer = new Utf8JsonWriter(output, _options);
        }

        _writer.Reset(output);
        return _writer;
    }
}
