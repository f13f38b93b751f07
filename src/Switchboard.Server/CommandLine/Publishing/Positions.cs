using System.Text.Json;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>Positions in answers of the HTTP API.</summary>
internal static class Positions
{
    /// <summary>A position for people; null where there is none.</summary>
    public static string? TextOf(JsonElement result)
        => result.TryGetProperty("offset", out var offset) && result.TryGetProperty("epoch", out var epoch) ? $"offset {offset.GetRawText()} of epoch {epoch.GetString()}" : null;

    /// <summary>Writes a position's properties as they are.</summary>
    public static void Copy(JsonElement result, Utf8JsonWriter writer)
    {
        foreach (var property in result.EnumerateObject().Where(property => property.Name is "offset" or "epoch"))
        {
            property.WriteTo(writer);
        }
    }
}
