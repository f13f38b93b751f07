using FsCheck;
using FsCheck.Fluent;
using Switchboard.Configuration;
using Switchboard.EventSources;
using Xunit;

namespace Switchboard.Tests.EventSources;

public sealed class EventTemplateTests
{
    [Theory]
    [InlineData("news", "news")]
    [InlineData("device:{2}", "device:17")]
    [InlineData("{1}-{2}-{3}", "commands-17-on")]
    [InlineData("{header:kind}/{header:a:b}", "alarm/x")]
    [InlineData("{body:/from/id}", "7")]
    [InlineData("{body:/list/1}", "two")]
    [InlineData("{body:/a~1b}{body:/c~0d}", "12")]
    [InlineData("{body:/price}", "1.50")]
    [InlineData("a{{b}", "a{b}")]
    [InlineData("}", "}")]
    public void Fill_APlace_HasTheValue(string template, string expected)
    {
        const string Body = """{"from":{"id":7},"list":["one","two"],"a/b":1,"c~d":2,"price":1.50}""";

        Assert.Equal((expected, null), FillOf(template, new TextMessage(Body, "commands.17.on", null, ("kind", "alarm"), ("a:b", "x"))));
    }

    [Theory]
    [InlineData("x{4}", "the routing key has no word 4")]
    [InlineData("{2}", "the routing key has no word 2")]
    [InlineData("{header:none}", "there is no header none that is a text or a number")]
    [InlineData("{header:empty}", "there is no header empty that is a text or a number")]
    [InlineData("{body:/none}", "the body has no text or number at /none")]
    [InlineData("{body:/object}", "the body has no text or number at /object")]
    [InlineData("{body:/yes}", "the body has no text or number at /yes")]
    [InlineData("{body:/list/01x}", "the body has no text or number at /list/01x")]
    [InlineData("{body:/list/9}", "the body has no text or number at /list/9")]
    [InlineData("{body:/half}", "the body has no text or number at /half")]
    [InlineData("{body:}", "the body has no text or number at ")]
    public void Fill_WhatIsNotThere_IsNamed(string template, string missing)
        => Assert.Equal(("", missing), FillOf(template, new TextMessage("""{"object":{},"yes":true,"list":[1],"half":"\ud800"}""", "a..c", null, ("empty", ""))));

    [Theory]
    [InlineData("no JSON")]
    [InlineData("")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public void Fill_ABodyThatIsNoJson_HasNothing(string body)
        => Assert.Equal("the body has no text or number at /a", FillOf("{body:/a}", new TextMessage(body)).Missing);

    [Theory]
    [InlineData("{1", "has a { without its }")]
    [InlineData("{0}", "has {0}")]
    [InlineData("{}", "has {}")]
    [InlineData("{header:}", "has {header:}")]
    [InlineData("{body:a}", "has {body:a}")]
    [InlineData("{words}", "has {words}")]
    public void Parse_WhatIsNoTemplate_IsRefused(string template, string fault)
        => Assert.StartsWith(fault, Assert.Throws<FormatException>(() => EventTemplate.Parse(template)).Message, StringComparison.Ordinal);

    [Fact]
    public void Resolve_WhateverAMessageSays_StaysInTheNamespace() => Prop.ForAll<NonNull<string>, NonNull<string>>(static (key, header) =>
    {
        var table = new NamespaceTable([NamespaceSettings.From("device", new NamespaceOptions()), NamespaceSettings.From("other", new NamespaceOptions()), NamespaceSettings.From("default", new NamespaceOptions())], "$");
        var route = EventRoute.Of(new EventSourceOptions { Name = "a", Channel = "device:{1}{header:h}" });

        var target = route.Fill(new TextMessage("1", key.Get, null, ("h", header.Get)), out var fault);

        return fault is not null || (table.TryResolve(target.Channel!, out var space) && space.Name == "device" && !target.Channel!.StartsWith("device:#", StringComparison.Ordinal));
    }).Check(LongRun.Config);

    [Theory]
    [InlineData("m1", "event:a:m1")]
    [InlineData(null, null)]
    [InlineData("", null)]
    public void Resolve_TheId_IsTheSourcesOwnKey(string? id, string? key)
        => Assert.Equal(key, RouteOf("").Fill(new TextMessage("1", "", id), out _).Key);

    [Fact]
    public void Resolve_AnIdThatIsLongOrNoPlainText_IsHashed()
    {
        var keys = new[] { new string('x', 4000), new string('x', 4001), "caf\u00e9", "a\0b" }.Select(static id => RouteOf("").Fill(new TextMessage("1", "", id), out _).Key!).ToList();

        Assert.Equal(4, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.All(keys, static key => Assert.Equal("event:a:".Length + 32, key.Length));
    }

    [Fact]
    public void Resolve_AnIdOfATemplate_WinsAndMustBeThere()
    {
        Assert.Equal("event:a:x", RouteOf("{header:h}").Fill(new TextMessage("1", "", "m1", ("h", "x")), out _).Key);
        RouteOf("{header:h}").Fill(new TextMessage("1", "", "m1"), out var fault);
        Assert.Equal("id: there is no header h that is a text or a number", fault);
    }

    private static EventRoute RouteOf(string id) => EventRoute.Of(new EventSourceOptions { Name = "a", Channel = "news", Id = id });

    private static (string Text, string? Missing) FillOf(string template, TextMessage message)
    {
        using var fields = new EventFields(message);
        var text = EventTemplate.Parse(template).Fill(fields, out var missing);
        return (text, missing);
    }
}
