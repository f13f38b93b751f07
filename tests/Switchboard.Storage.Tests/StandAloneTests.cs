using System.Text.Json.Nodes;
using Switchboard.Server.Tests.House;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests;

/// <summary>Which configurations make the stand-alone server open a store.</summary>
public sealed class StandAloneTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InboxStorage_Durable_KeepsMessagesAcrossARestart()
    {
        await ConfigureAsync(""" "inbox": { "storage": "durable" } """);

        Assert.Equal("accepted", await SendAndRestartAsync(HubProcess.Key));
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "data", "switchboard.db")));
    }

    [Fact]
    public async Task SchedulesStorage_Durable_KeepsSchedulesAcrossARestart()
    {
        await ConfigureAsync(""" "schedules": { "storage": "durable" } """);
        using (var hub = await HubProcess.StartAsync(_folder.FullName))
        {
            var publish = new JsonObject { ["channel"] = "news", ["data"] = 1 };
            var answer = await hub.CallAsync("schedule", new JsonObject { ["id"] = "a", ["delay_ms"] = 3_600_000, ["publish"] = publish }, Cancelled);
            Assert.NotNull(answer["result"]);
        }

        using var again = await HubProcess.StartAsync(_folder.FullName);
        var list = (await again.CallAsync("scheduled", [], Cancelled))["result"]!["schedules"]!.AsArray();
        Assert.Equal("a", (string?)Assert.Single(list)?["id"]);
    }

    [Fact]
    public async Task NothingDurable_OpensNoStore()
    {
        await ConfigureAsync(""" "inbox": { "storage": "memory" } """);

        Assert.Null(await SendAndRestartAsync(HubProcess.Key));
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "data")));
    }

    [Fact]
    public async Task DevelopmentConfiguration_KeepsMessagesAcrossARestart()
    {
        var sample = Repository.PathOf("samples/development.json");
        File.Copy(sample, Path.Combine(_folder.FullName, "switchboard.json"));

        Assert.Equal("accepted", await SendAndRestartAsync("development"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task ConfigureAsync(string options) => File.WriteAllTextAsync(
        Path.Combine(_folder.FullName, "switchboard.json"),
        $$"""
        {
          "namespaces": { "default": {} },
          "api": { "keys": [ { "name": "test", "key": "{{HubProcess.Key}}" } ] },
          {{options}}
        }
        """,
        Cancelled);

    /// <summary>Sends a message, kills the server, starts it again, and reads the message's state; null where nobody knows it.</summary>
    private async Task<string?> SendAndRestartAsync(string key)
    {
        JsonNode? id;
        using (var hub = await HubProcess.StartAsync(_folder.FullName, key))
        {
            var answer = await hub.CallAsync("send", new JsonObject { ["user"] = "ann", ["data"] = 1 }, Cancelled);
            id = answer["result"]?["messages"]?[0]?["id"];
            Assert.NotNull(id);
        }

        using var again = await HubProcess.StartAsync(_folder.FullName, key);
        var states = (await again.CallAsync("state", new JsonObject { ["ids"] = new JsonArray(id.DeepClone()) }, Cancelled))["result"]!["messages"]!.AsArray();
        return (string?)states.SingleOrDefault()?["state"];
    }
}
