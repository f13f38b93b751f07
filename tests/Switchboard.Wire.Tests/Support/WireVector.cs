using System.Text;
using System.Text.Json;

namespace Switchboard.Wire.Tests.Support;

/// <summary>One message in both encodings, from the files in tests/wire-vectors, which clients' tests read as well.</summary>
internal sealed record WireVector(string Name, string Description, string Json, string Protobuf)
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);

    public byte[] JsonBytes => Encoding.UTF8.GetBytes(Json);

    public byte[] ProtobufBytes => Convert.FromHexString(Protobuf);

    public static IReadOnlyDictionary<string, WireVector> Load(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "wire-vectors", file);
        return JsonSerializer.Deserialize<WireVector[]>(File.ReadAllBytes(path), _options)!.ToDictionary(vector => vector.Name, StringComparer.Ordinal);
    }
}
