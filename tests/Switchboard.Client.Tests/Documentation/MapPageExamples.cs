namespace Switchboard.Client.Tests.Documentation;

/// <summary>The examples of docs/maps.md, word for word, so that they compile.</summary>
internal static class MapPageExamples
{
    public static async Task<(MapPublishResult Set, MapPage Page)> SetAsync(ISwitchboard hub)
    {
        var set = await hub.MapPublishAsync("board:lines", "line-9", """{"state":"free"}"""u8.ToArray());
        var page = await hub.MapReadStateAsync("board:lines");
        return (set, page);
    }
}
