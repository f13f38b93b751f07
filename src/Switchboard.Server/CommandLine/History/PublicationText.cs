using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.History;

/// <summary>A publication for people: offset, time, tags, data.</summary>
internal static class PublicationText
{
    private const int OffsetWidth = 6;

    /// <summary>What stands before the data.</summary>
    public static string BeginningOf(JsonElement publication)
    {
        var tags = publication.TryGetProperty("tags", out var values) && values.ValueKind == JsonValueKind.Object
            ? string.Concat(values.EnumerateObject().Select(tag => $" {tag.Name}={tag.Value.GetString()}"))
            : "";
        return $"{publication.Text("offset"),OffsetWidth}  {Times.OfMilliseconds(publication.Number("time"))}{tags} ";
    }

    /// <summary>The data: JSON on one line, or base64 where it is none.</summary>
    public static string DataOf(JsonElement publication)
        => publication.TryGetProperty("data", out var data) ? JsonText.Of(data) : publication.Text("b64data");
}
