using System.Text;
using System.Text.Json;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>Tags in the tables: a JSON object of texts.</summary>
internal static class OutboxTags
{
    private const string Fault = "tags must be a JSON object of texts";

    /// <summary>Writes tags; null for none.</summary>
    public static string? Write(IReadOnlyDictionary<string, string>? tags) => tags is { Count: > 0 } ? Encoding.UTF8.GetString(TagsJson.Write(tags)) : null;

    /// <summary>Reads tags.</summary>
    /// <param name="text">What lies in the table.</param>
    /// <param name="fault">Why it is none; null where it is.</param>
    public static Dictionary<string, string>? Read(string? text, out string? fault)
    {
        fault = null;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                var tags = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var tag in json.RootElement.EnumerateObject())
                {
                    tags[tag.Name] = tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString()! : throw new JsonException();
                }

                return tags;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is an invalid operation.
        }

        fault = Fault;
        return null;
    }
}
