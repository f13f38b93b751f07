using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.Hosting;
using Xunit;

namespace Switchboard.Tests.Configuration.Rules;

public sealed class MapRulesTests
{
    private const string Clients = "\"clients\": { \"type\": \"mapClients\", \"mapMode\": \"expiring\" }";
    private const string Users = "\"users\": { \"type\": \"mapUsers\", \"mapMode\": \"ephemeral\" }";

    [Theory]
    [InlineData("\"mapPageSize\": 11, \"mapMaxPageSize\": 10", "mapPageSize")]
    [InlineData("\"mapStreamAgeSeconds\": 100, \"positionAgeSeconds\": 99", "positionAgeSeconds")]
    [InlineData("\"mapRemoveOnLeave\": true, \"mapMode\": \"ephemeral\"", "mapRemoveOnLeave")]
    [InlineData("\"mapRemoveOnLeave\": true, \"mapMode\": \"ephemeral\", \"mapKey\": \"userId\"", "mapRemoveOnLeave")]
    [InlineData("\"mapRemoveOnLeave\": true, \"mapKey\": \"clientId\"", "mapRemoveOnLeave")]
    [InlineData("\"mapRemoveOnLeave\": true, \"mapKey\": \"clientId\", \"mapMode\": \"expiring\", \"mapExternalState\": true", "mapRemoveOnLeave")]
    [InlineData("\"entryAgeSeconds\": 5", "entryAgeSeconds")]
    [InlineData("\"historyAgeSeconds\": 5", "historyAgeSeconds")]
    [InlineData("\"historySize\": 1", "historySize")]
    [InlineData("\"positioning\": true", "positioning")]
    [InlineData("\"recovery\": \"cache\"", "recovery")]
    [InlineData("\"storage\": \"durable\"", "storage")]
    public void Map_WithOptionsThatDoNotFit_IsTold(string options, string expected)
        => Assert.Equal([$"namespaces.board.{expected}"], Paths($$"""{ "namespaces": { "board": { "type": "map", {{options}} } } }"""), StringComparer.Ordinal);

    [Theory]
    [InlineData("\"mapMode\": \"persistent\"", "mapMode")]
    [InlineData("\"mapMode\": \"expiring\", \"mapKey\": \"clientId\"", "mapKey")]
    [InlineData("\"mapMode\": \"expiring\", \"allowMapPublish\": [\"user\"]", "allowMapPublish")]
    [InlineData("\"mapMode\": \"expiring\", \"allowMapRemove\": [\"service\"]", "allowMapRemove")]
    [InlineData("\"mapMode\": \"expiring\", \"mapExternalState\": true", "mapExternalState")]
    [InlineData("\"mapMode\": \"expiring\", \"mapRemoveOnLeave\": true", "mapRemoveOnLeave")]
    public void Presence_WithOptionsThatDoNotFit_IsTold(string options, string expected)
    {
        foreach (var type in new[] { "mapClients", "mapUsers" })
        {
            Assert.Equal([$"namespaces.who.{expected}"], Paths($$"""{ "namespaces": { "who": { "type": "{{type}}", {{options}} } } }"""), StringComparer.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"allowMapPublish\": [\"user\"]", "allowMapPublish")]
    [InlineData("\"allowMapRemove\": [\"user\"]", "allowMapRemove")]
    [InlineData("\"mapRemoveOnLeave\": true", "mapRemoveOnLeave")]
    [InlineData("\"mapExternalState\": true", "mapExternalState")]
    [InlineData("\"mapMode\": \"ephemeral\"", "mapMode")]
    [InlineData("\"entryAgeSeconds\": 5", "entryAgeSeconds")]
    [InlineData("\"mapKey\": \"clientId\"", "mapKey")]
    [InlineData("\"mapOrdered\": true", "mapOrdered")]
    [InlineData("\"mapMaxEntries\": 5", "mapMaxEntries")]
    [InlineData("\"mapStreamSize\": 5", "mapStreamSize")]
    [InlineData("\"mapStreamAgeSeconds\": 5", "mapStreamAgeSeconds")]
    [InlineData("\"mapPageSize\": 5", "mapPageSize")]
    [InlineData("\"mapMaxPageSize\": 500", "mapMaxPageSize")]
    public void Stream_WithOptionsOfMaps_IsTold(string options, string expected)
        => Assert.Equal([$"namespaces.board.{expected}"], Paths($$"""{ "namespaces": { "board": { {{options}} } } }"""), StringComparer.Ordinal);

    [Theory]
    [InlineData("mapClientsPresencePrefix", "users:")]
    [InlineData("mapClientsPresencePrefix", "room:")]
    [InlineData("mapClientsPresencePrefix", "other:")]
    [InlineData("mapClientsPresencePrefix", "Clients:")]
    [InlineData("mapClientsPresencePrefix", "clients")]
    [InlineData("mapClientsPresencePrefix", "nowhere:")]
    [InlineData("mapUsersPresencePrefix", "clients:")]
    [InlineData("mapUsersPresencePrefix", "room:")]
    public void PresencePrefix_LeadsIntoANamespaceForIt(string option, string prefix)
        => Assert.Equal(
            [$"namespaces.room.{option}"], Paths($$"""{ "namespaces": { "room": { "{{option}}": "{{prefix}}" }, "other": { "type": "map" }, {{Clients}}, {{Users}} } }"""), StringComparer.Ordinal);

    [Fact]
    public void PresencePrefix_OfAPresenceNamespace_DoesNotLeadBack()
        => Assert.Equal(
            ["namespaces.clients.mapClientsPresencePrefix"],
            Paths("""{ "namespaces": { "clients": { "type": "mapClients", "mapMode": "expiring", "mapClientsPresencePrefix": "clients:" } } }"""),
            StringComparer.Ordinal);

    [Theory]
    [InlineData("""{ "namespaces": { "board": { "type": "map" } }, "inbox": { "namespace": "board" } }""", "inbox.namespace")]
    [InlineData("""{ "namespaces": { "default": { "type": "map" } } }""", "inbox.namespace")]
    [InlineData("""{ "namespaces": { "board": { "type": "map" } }, "eventSources": [{ "name": "a", "exchange": "e", "channel": "board:{0}" }] }""", "eventSources[0].channel")]
    [InlineData("""{ "namespaces": { "device": { "type": "mapClients", "mapMode": "expiring" } }, "devices": { "enabled": true, "subscribe": true } }""", "namespaces.device.type")]
    public void Publisher_WithoutKeys_DoesNotLeadIntoAMap(string json, string expected) => Assert.Equal([expected], Paths(json), StringComparer.Ordinal);

    [Theory]
    [InlineData("\"room\": { \"mapClientsPresencePrefix\": \"clients:\", \"mapUsersPresencePrefix\": \"users:in-\" }")]
    [InlineData("\"board\": { \"type\": \"map\", \"mapClientsPresencePrefix\": \"clients:\" }")]
    [InlineData("\"cursors\": { \"type\": \"map\", \"mapMode\": \"ephemeral\", \"mapKey\": \"clientId\", \"mapRemoveOnLeave\": true }")]
    [InlineData("\"mine\": { \"type\": \"map\", \"mapExternalState\": true, \"allowMapPublish\": [\"hook\"], \"mapPageSize\": 10, \"mapMaxPageSize\": 10 }")]
    [InlineData("\"device\": { \"type\": \"map\" }")]
    public void Options_ThatFit_AreTaken(string space) => Assert.Empty(Paths($$"""{ "namespaces": { {{Clients}}, {{Users}}, {{space}} } }"""));

    [Fact]
    public void Map_ThatEverybodyChanges_IsNamedAmongWhatIsOpen()
    {
        var options = new SwitchboardOptions();
        options.Namespaces["a"] = new NamespaceOptions { Type = ChannelType.Map, AllowMapPublish = Audience.Anonymous | Audience.User };
        options.Namespaces["b"] = new NamespaceOptions { Type = ChannelType.Map, AllowMapRemove = Audience.Anonymous };
        options.Namespaces["c"] = new NamespaceOptions { Type = ChannelType.Map, AllowMapPublish = Audience.User, AllowMapRemove = Audience.Hook };

        var open = HardeningRules.All.SelectMany(rule => rule(options)).Select(problem => problem.Path).Where(path => path.StartsWith("namespaces.", StringComparison.Ordinal));

        Assert.Equal(["namespaces.a.allowMapPublish", "namespaces.b.allowMapRemove"], open, StringComparer.Ordinal);
    }

    private static string[] Paths(string json)
    {
        var reading = ConfigurationReader.Read(ConfigurationOf.Json(json), SwitchboardOptions.SectionName);
        Assert.Empty(reading.Problems);
        return [.. new OptionsValidator(HubRules.All(durableStoreAvailable: false)).Validate(reading.Options).Select(problem => problem.Path)];
    }
}
