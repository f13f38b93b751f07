using System.Text;
using Microsoft.Extensions.Configuration;
using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Xunit;

namespace Switchboard.Tests.Configuration.Reading;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void Read_Nothing_IsTheDefaults()
    {
        var reading = Read("{}");

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Options.Namespaces);
        Assert.Equal(25, reading.Options.Connections.PingIntervalSeconds);
        Assert.Equal(65_536, reading.Options.Limits.MessageBytes);
    }

    [Fact]
    public void Read_EveryKindOfOption_IsTaken()
    {
        var reading = Read("""
            {
              "$schema": "switchboard.schema.json",
              "namespaces": {
                "kept": { "historySize": 10, "presence": true, "recovery": "cache", "payload": "jsonObject", "allowPublish": ["user", "service"], "namePattern": "[a-z]+" },
                "empty": {},
              },
              "limits": { "memoryHistoryBytes": 5000000000 },
              "connections": { "allowedOrigins": ["https://a.example", "https://b.example"] }, // who may come
              "api": { "keys": [{ "name": "one", "key": "secret, with comma", "methods": ["publish"] }, { "name": "two", "key": "k" }] },
            }
            """);

        Assert.Empty(reading.Problems);
        var kept = reading.Options.Namespaces["kept"];
        Assert.Equal(10, kept.HistorySize);
        Assert.True(kept.Presence);
        Assert.Equal(RecoveryMode.Cache, kept.Recovery);
        Assert.Equal(PayloadKind.JsonObject, kept.Payload);
        Assert.Equal(Audience.User | Audience.Service, kept.AllowPublish);
        Assert.Equal("[a-z]+", kept.NamePattern);
        Assert.Equal(5_000_000_000, reading.Options.Limits.MemoryHistoryBytes);
        Assert.Equal(Audience.Service, reading.Options.Namespaces["empty"].AllowPublish);
        Assert.Equal(["https://a.example", "https://b.example"], reading.Options.Connections.AllowedOrigins);
        Assert.Equal(["one", "two"], reading.Options.Api.Keys.Select(key => key.Name), StringComparer.Ordinal);
        Assert.Equal("secret, with comma", reading.Options.Api.Keys[0].Key);
        Assert.Equal(["publish"], reading.Options.Api.Keys[0].Methods);
    }

    [Theory]
    [InlineData("""{ "namespaces": { "kept": { "historySise": 1 } } }""", "namespaces.kept.historySise", "is no option", "Did you mean \"historySize\"?")]
    [InlineData("""{ "messageBytes": 1 }""", "messageBytes", "is no option", "Did you mean limits.messageBytes?")]
    [InlineData("""{ "limits": { "$schema": "x" } }""", "limits.$schema", "is no option", "Remove it, or write one of connectionsPerNode")]
    [InlineData("""{ "limits": { "messageBytes": "big" } }""", "limits.messageBytes", "is \"big\", which is no whole number", "Write a whole number from 1 to 1073741824; the default is 65536.")]
    [InlineData("""{ "limits": { "messageBytes": 1.5 } }""", "limits.messageBytes", "is \"1.5\", which is no whole number", "Write a whole number")]
    [InlineData("""{ "limits": { "messageBytes": "" } }""", "limits.messageBytes", "is \"\", which is no whole number", "Write a whole number")]
    [InlineData("""{ "limits": { "messageBytes": 0 } }""", "limits.messageBytes", "is 0, which is out of range", "Write a whole number from 1")]
    [InlineData("""{ "limits": { "messageBytes": 99999999999999999999 } }""", "limits.messageBytes", "is 99999999999999999999, which is out of range", "Write a whole number")]
    [InlineData("""{ "limits": { "messageBytes": [1] } }""", "limits.messageBytes", "is a list or an object", "Write a whole number")]
    [InlineData("""{ "limits": 5 }""", "limits", "is a single value, but must be an object", "Write an object")]
    [InlineData("""{ "namespaces": 5 }""", "namespaces", "is a single value, but must be an object", "Write an object")]
    [InlineData("""{ "namespaces": { "kept": true } }""", "namespaces.kept", "is a single value, but must be an object", "Write an object")]
    [InlineData("""{ "inbox": { "enabled": "yes" } }""", "inbox.enabled", "is \"yes\", which is neither true nor false", "Write true or false.")]
    [InlineData("""{ "namespaces": { "kept": { "recovery": "streem" } } }""", "namespaces.kept.recovery", "is \"streem\", which is no known value", "Did you mean \"stream\"? Known are none, stream, cache.")]
    [InlineData("""{ "namespaces": { "kept": { "recovery": "1" } } }""", "namespaces.kept.recovery", "is \"1\", which is no known value", "Known are none, stream, cache.")]
    [InlineData("""{ "namespaces": { "kept": { "allowPublish": ["user", "subscribr"] } } }""", "namespaces.kept.allowPublish[1]", "is \"subscribr\", which is no known value", "Did you mean \"subscriber\"?")]
    [InlineData("""{ "namespaces": { "kept": { "allowPublish": ["none"] } } }""", "namespaces.kept.allowPublish[0]", "is \"none\", which is no known value", "Known are service")]
    [InlineData("""{ "namespaces": { "kept": { "allowPublish": { "user": true } } } }""", "namespaces.kept.allowPublish", "is no list", "[] is nobody.")]
    [InlineData("""{ "connections": { "allowedOrigins": [{}] } }""", "connections.allowedOrigins[0]", "is no text", "Write a list of texts.")]
    [InlineData("""{ "api": { "keys": "abc" } }""", "api.keys", "is no list", "Write a list of objects.")]
    [InlineData("""{ "api": { "keys": ["abc"] } }""", "api.keys[0]", "is a single value, but must be an object", "Write an object")]
    [InlineData("""{ "api": { "keys": [{ "colour": "abc" }] } }""", "api.keys[0].colour", "is no option", "Remove it, or write one of name, key, methods, channels.")]
    public void Read_OneMistake_IsReported(string json, string path, string problem, string remedy)
    {
        var found = Assert.Single(Read(json).Problems);

        Assert.Equal(path, found.Path);
        Assert.StartsWith(problem, found.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, found.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralMistakes_AllAreReportedAndTheRestIsTaken()
    {
        var reading = Read("""{ "limits": { "messageBytes": -1, "historyPage": "x", "requestLineBytes": 2048 }, "shutdwn": {} }""");

        Assert.Equal(["limits.historyPage", "limits.messageBytes", "shutdwn"], reading.Problems.Select(problem => problem.Path), StringComparer.Ordinal);
        Assert.Equal(65_536, reading.Options.Limits.MessageBytes);
        Assert.Equal(2048, reading.Options.Limits.RequestLineBytes);
    }

    [Fact]
    public void Read_SecretOfTheWrongShape_IsNotRepeated()
    {
        var reading = Read("""{ "tokens": { "hmacSecret": ["hunter2"] }, "api": { "keys": "hunter2" } }""");

        Assert.Equal(2, reading.Problems.Count);
        Assert.DoesNotContain("hunter2", string.Concat(reading.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyList_IsNobody() =>
        Assert.Equal(Audience.None, Read("""{ "namespaces": { "kept": { "allowPublish": [] } } }""").Options.Namespaces["kept"].AllowPublish);

    [Theory]
    [InlineData("Switchboard")]
    [InlineData("")]
    public void Read_SectionOfAnApplicationsJson_IsTaken(string section)
    {
        const string Json = """{ "Switchboard": { "Namespaces": { "kept": { "AllowPublish": [], "AllowSubscribe": ["User"], "HistorySize": 3 } } }, "Other": 1 }""";
        var root = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Json))).Build();

        var reading = ConfigurationReader.Read(section.Length == 0 ? root.GetSection("Switchboard") : root, section);

        Assert.Empty(reading.Problems);
        var kept = reading.Options.Namespaces["kept"];
        Assert.Equal(Audience.None, kept.AllowPublish);
        Assert.Equal(Audience.User, kept.AllowSubscribe);
        Assert.Equal(3, kept.HistorySize);
    }

    [Fact]
    public void Read_JsonNull_IsTheDefault()
    {
        var reading = Read("""{ "limits": { "messageBytes": null } }""");

        Assert.Empty(reading.Problems);
        Assert.Equal(65_536, reading.Options.Limits.MessageBytes);
    }

    [Fact]
    public void Read_HigherLayer_Wins()
    {
        var options = Read(
            """{ "limits": { "messageBytes": 1, "historyPage": 2 } }""",
            ["SWITCHBOARD__LIMITS__MESSAGEBYTES=3", "SWITCHBOARD__LIMITS__HISTORYPAGE=4"],
            ["Switchboard__limits__historyPage=5"]).Options;

        Assert.Equal(3, options.Limits.MessageBytes);
        Assert.Equal(5, options.Limits.HistoryPage);
    }

    [Fact]
    public void Read_HigherLayerInCapitals_KeepsTheNamespaceAsTheFileSpellsIt()
    {
        var reading = Read(
            """{ "namespaces": { "keptHere": { "historySize": 1 } } }""",
            ["SWITCHBOARD__NAMESPACES__KEPTHERE__HISTORYSIZE=7", "SWITCHBOARD__NAMESPACES__NEW__HISTORYSIZE=-1"]);

        Assert.Equal(["keptHere", "NEW"], reading.Options.Namespaces.Keys, StringComparer.Ordinal);
        Assert.Equal(7, reading.Options.Namespaces["keptHere"].HistorySize);
        Assert.Equal("namespaces.NEW.historySize", Assert.Single(reading.Problems).Path);
    }

    [Theory]
    [InlineData("user, subscriber", Audience.User | Audience.Subscriber)]
    [InlineData("hook", Audience.Hook)]
    [InlineData("", Audience.None)]
    public void Read_AudienceAsOneText_ReplacesTheLowerList(string text, Audience expected)
    {
        var reading = Read(
            """{ "namespaces": { "kept": { "allowPublish": ["service", "anonymous", "user"] } } }""",
            ["SWITCHBOARD__NAMESPACES__KEPT__ALLOWPUBLISH=" + text]);

        Assert.Empty(reading.Problems);
        Assert.Equal(expected, reading.Options.Namespaces["kept"].AllowPublish);
    }

    [Fact]
    public void Read_ListByIndex_ReplacesTheLowerListAsAWhole()
    {
        var reading = Read(
            """{ "connections": { "allowedOrigins": ["https://a.example", "https://b.example"] } }""",
            ["SWITCHBOARD__CONNECTIONS__ALLOWEDORIGINS__0=https://c.example"]);

        Assert.Equal(["https://c.example"], reading.Options.Connections.AllowedOrigins);
    }

    [Fact]
    public void Read_KeysOfTwoLayers_AreMergedByIndex()
    {
        var reading = Read(
            """{ "api": { "keys": [{ "name": "one", "methods": ["publish"] }, { "name": "two", "key": "b" }] } }""",
            ["SWITCHBOARD__API__KEYS__0__KEY=a"]);

        Assert.Empty(reading.Problems);
        Assert.Equal([("one", "a"), ("two", "b")], reading.Options.Api.Keys.Select(key => (key.Name, key.Key)));
    }

    [Fact]
    public void Read_KeysEmptiedByAHigherLayer_AreGone() =>
        Assert.Empty(Read("""{ "api": { "keys": [{ "name": "one", "key": "a" }] } }""", ["SWITCHBOARD__API__KEYS="]).Options.Api.Keys);

    private static ConfigurationReading Read(string json, params string[][] layers) =>
        ConfigurationReader.Read(ConfigurationOf.Json(json, layers), SwitchboardOptions.SectionName);
}
