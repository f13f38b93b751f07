using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.Hosting;
using Xunit;

namespace Switchboard.Tests.Configuration.Rules;

public sealed class BoardRulesTests
{
    [Theory]
    [InlineData("\"mapMode\": \"expiring\"", "mapMode")]
    [InlineData("\"mapKey\": \"userId\"", "mapKey")]
    [InlineData("\"mapExternalState\": true", "mapExternalState")]
    [InlineData("\"mapOrdered\": true", "mapOrdered")]
    [InlineData("\"mapStreamAgeSeconds\": 100", "mapStreamAgeSeconds")]
    [InlineData("\"allowMapPublish\": [\"user\"]", "allowMapPublish")]
    [InlineData("\"allowMapRemove\": [\"user\"]", "allowMapRemove")]
    [InlineData("\"payload\": \"any\"", "payload")]
    [InlineData("\"boardHolder\": \"named\", \"boardReminderSeconds\": 10", "boardReminderSeconds")]
    [InlineData("\"boardHolder\": \"named\", \"boardReminderSeconds\": 10, \"boardMaxHoldSeconds\": 10", "boardReminderSeconds")]
    [InlineData("\"allowTake\": [\"hook\"]", "allowTake")]
    public void Board_WithOptionsThatDoNotFit_IsTold(string options, string expected)
        => Assert.Equal([$"namespaces.board.{expected}"], Paths($$"""{ "namespaces": { "board": { "type": "map", "board": true, "storage": "durable", {{options}} } } }"""), StringComparer.Ordinal);

    [Theory]
    [InlineData("", "\"other\": {}", "namespaces.board.boardReminderSeconds")]
    [InlineData("", "\"default\": {}")]
    [InlineData("\"inbox\": { \"namespace\": \"other\" }, ", "\"other\": {}")]
    [InlineData("\"inbox\": { \"enabled\": false }, ", "\"other\": {}")]
    public void Board_ThatReminds_NeedsInboxes(string inbox, string other, params string[] expected)
        => Assert.Equal(expected, Paths($$"""{ {{inbox}}"namespaces": { {{other}}, "board": { "type": "map", "board": true, "storage": "durable", "boardMaxHoldSeconds": 60, "boardReminderSeconds": 10 } } }"""), StringComparer.Ordinal);

    [Theory]
    [InlineData("\"type\": \"stream\", \"storage\": \"durable\", \"historySize\": 1")]
    [InlineData("\"type\": \"map\"")]
    public void Board_ThatIsNoDurableMap_IsTold(string options)
        => Assert.Equal(["namespaces.board.board"], Paths($$"""{ "namespaces": { "board": { "board": true, {{options}} } } }"""), StringComparer.Ordinal);

    [Theory]
    [InlineData("\"boardHistoryDays\": 5", "boardHistoryDays")]
    [InlineData("\"boardHolder\": \"named\"", "boardHolder")]
    [InlineData("\"boardMaxHoldSeconds\": 5", "boardMaxHoldSeconds")]
    [InlineData("\"boardMaxNoteBytes\": 5", "boardMaxNoteBytes")]
    [InlineData("\"allowTake\": [\"user\"]", "allowTake")]
    [InlineData("\"allowBoardManage\": []", "allowBoardManage")]
    public void Map_WithOptionsOfBoards_IsTold(string options, string expected)
        => Assert.Equal([$"namespaces.board.{expected}"], Paths($$"""{ "namespaces": { "board": { "type": "map", {{options}} } } }"""), StringComparer.Ordinal);

    [Fact]
    public void Board_ThatFits_IsTaken()
        => Assert.Empty(Paths(
            """{ "namespaces": { "board": { "type": "map", "board": true, "storage": "durable", "mapStreamSize": 5, "boardMaxHoldSeconds": 60, "boardReminderSeconds": 10, "boardHolder": "named", "allowTake": ["user", "subscriber"] } } }"""));

    [Fact]
    public void Board_Settings_KeepTheHistoryAndShowWhoLooks()
    {
        var board = NamespaceSettings.From("board", new NamespaceOptions { Type = ChannelType.Map, Board = true, Storage = StorageKind.Durable, BoardHistoryDays = 500, MapStreamSize = 7 });

        Assert.Equal((int.MaxValue, 500, 500), (board.Retention.Size, board.Retention.Age.Days, board.Retention.PositionAge.Days));
        Assert.Equal((true, Audience.Service | Audience.Subscriber, 7), (board.Presence, board.AllowPresence, board.Board!.RecoverableChanges));
        Assert.Equal(Audience.None, NamespaceSettings.From("board", new NamespaceOptions { Board = true, AllowPresence = Audience.None }).AllowPresence);
    }

    [Fact]
    public void Board_ThatEverybodyChanges_IsNamedAmongWhatIsOpen()
    {
        var options = new SwitchboardOptions();
        options.Namespaces["a"] = new NamespaceOptions { Type = ChannelType.Map, Board = true, AllowTake = Audience.Anonymous };
        options.Namespaces["b"] = new NamespaceOptions { Type = ChannelType.Map, Board = true, AllowTake = Audience.User, AllowBoardManage = Audience.Anonymous };

        var open = HardeningRules.All.SelectMany(rule => rule(options)).Select(problem => problem.Path).Where(path => path.StartsWith("namespaces.", StringComparison.Ordinal));

        Assert.Equal(["namespaces.a.allowTake", "namespaces.b.allowBoardManage"], open, StringComparer.Ordinal);
    }

    private static string[] Paths(string json)
    {
        var reading = ConfigurationReader.Read(ConfigurationOf.Json(json), SwitchboardOptions.SectionName);
        Assert.Empty(reading.Problems);
        return [.. new OptionsValidator(HubRules.All(durableStoreAvailable: true)).Validate(reading.Options).Select(problem => problem.Path)];
    }
}
