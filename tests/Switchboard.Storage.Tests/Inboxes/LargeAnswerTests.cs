using System.Text.Json.Nodes;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Inboxes;

/// <summary>The stand-alone server reads more from its database than arrives at once, on threads that bring what arrives.</summary>
public sealed class LargeAnswerTests(PostgreSqlCluster cluster) : IDisposable
{
    private const int Messages = 60;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Inbox_OfManyLargeMessages_IsReadMarkedAndTold(bool postgreSql)
    {
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null);
        using var hub = await HubProcess.StartAsync(_folder.FullName);
        for (var i = 0; i < Messages; i++)
        {
            await CallAsync(hub, "send", new JsonObject { ["user"] = "ann", ["data"] = new string('x', 20_000) });
        }

        var page = await CallAsync(hub, "inbox", new JsonObject { ["user"] = "ann", ["limit"] = Messages });
        var ids = page["messages"]!.AsArray().Select(message => (string)message!["id"]!).ToArray();
        Assert.Equal(Messages, ids.Distinct(StringComparer.Ordinal).Count());
        var marked = await CallAsync(hub, "mark", new JsonObject { ["user"] = "ann", ["ids"] = ArrayOf(ids), ["as"] = "read" });
        Assert.Equal(0, (long)marked["unread"]!);
        var states = await CallAsync(hub, "state", new JsonObject { ["ids"] = ArrayOf(ids) });
        Assert.All(states["messages"]!.AsArray(), message => Assert.Equal("read", (string)message!["state"]!));
        Assert.Equal(Messages, states["messages"]!.AsArray().Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static JsonArray ArrayOf(string[] ids) => [.. ids.Select(id => (JsonNode)id)];

    private static async Task<JsonNode> CallAsync(HubProcess hub, string operation, JsonObject parameters)
    {
        var answer = await hub.CallAsync(operation, parameters, TestContext.Current.CancellationToken);
        return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }
}
