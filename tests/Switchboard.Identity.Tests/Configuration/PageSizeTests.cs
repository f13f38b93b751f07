using System.Text.Json.Nodes;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Configuration;

/// <summary>Every list reads its limit in the same way.</summary>
public sealed class PageSizeTests : IDisposable
{
    private static readonly string[] _lists = ["audit", "device_list", "account_list", "session_list", "grants", "blocks", "key_list", "connections", "scheduled"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task List_LimitOutOfRange_IsRefused_AndTheRangeIsTold()
    {
        await using var hub = await IdentityHub.StartAsync(
            Path.Combine(_folder.FullName, "hub.db"), static options => options["accounts"] = new JsonObject { ["enabled"] = true });
        await hub.CallAsync("account_create", new JsonObject { ["user"] = "ann" });

        foreach (var list in _lists)
        {
            foreach (var limit in new[] { -1, 1001, int.MaxValue })
            {
                var error = await hub.ErrorAsync(list, RequestOf(list, limit));
                Assert.Equal(107, error.GetProperty("code").GetInt32());
                Assert.Equal("limit", error.GetProperty("details").GetProperty("field").GetString());
                Assert.Equal(1000, error.GetProperty("details").GetProperty("limit").GetInt32());
            }

            foreach (var limit in new[] { 0, 1, 1000 })
            {
                await hub.CallAsync(list, RequestOf(list, limit));
            }
        }
    }

    private static JsonObject RequestOf(string list, int limit)
        => list == "session_list" ? new JsonObject { ["user"] = "ann", ["limit"] = limit } : new JsonObject { ["limit"] = limit };
}
