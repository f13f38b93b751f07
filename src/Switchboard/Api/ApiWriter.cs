using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchboard.Api;

/// <summary>Makes the writers of answers.</summary>
internal static class ApiWriter
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utf8JsonWriter Create(IBufferWriter<byte> output) => new(output, _options);
}
