using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Writes bytes as the placeholder of an attachment.</summary>
internal sealed class ByteArrayConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ByteMemoryConverter.Read(ref reader).ToArray();

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => ByteMemoryConverter.Write(writer, value);
}
