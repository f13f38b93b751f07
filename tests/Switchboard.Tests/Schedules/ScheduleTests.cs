using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Inbox;
using Switchboard.Schedules;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Schedules;

/// <summary>What users schedule, list, change and cancel, and what becomes of it.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task Publish_WhenItIsDue_EntersOnceAndNotBefore()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        var answer = await hub.DoAsync(connection, "schedule", """{"delay_ms":10000,"publish":{"channel":"news","data":{"a":1}}}""");

        Assert.Equal(hub.Start + 10_000, answer.GetProperty("at").GetInt64());
        Assert.Equal([answer.GetProperty("id").GetString()!], await hub.ScheduledAsync(connection), StringComparer.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(1), await hub.PassAsync(9.999));
        Assert.Empty(await hub.KeptAsync("news"));

        await hub.PassAsync(0.001);
        await hub.PassAsync(60);

        Assert.Equal(["""{"a":1}"""], await hub.KeptAsync("news"), StringComparer.Ordinal);
        Assert.Empty(await hub.ScheduledAsync(connection));
    }

    [Fact]
    public async Task Publish_CarriedOutLate_SaysByHowMuch()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", $$$"""{"at":{{{hub.Start + 500}}},"publish":{"channel":"news","data":1}}""");
        await hub.DoAsync(connection, "schedule", $$$"""{"at":{{{hub.Start + 9500}}},"publish":{"channel":"news","data":2}}""");
        await hub.DoAsync(connection, "schedule", """{"at":1,"publish":{"channel":"news","data":0}}""");

        await hub.PassAsync(10);

        Assert.Equal([$"0 late {hub.Start + 9999}", "1 late 9500", "2"], await hub.KeptAsync("news"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Publish_ShowsWhoScheduledIt()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", """{"delay_ms":1,"publish":{"channel":"news","data":1}}""");
        await hub.PassAsync(1);

        var slice = await hub.Engine.Get<IStreamStore>().ReadAsync("news", hub.Engine.Space("news").Retention, new StreamRead { Limit = 1 }, EngineHub.Cancelled);
        var publisher = Assert.Single(slice!.Publications).Publisher;
        Assert.Equal(("42", connection.Id), (publisher!.User, publisher.Client));
    }

    [Fact]
    public async Task Publish_WithAnId_CanBeChangedByWhoScheduledIt()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", """{"delay_ms":1000,"publish":{"channel":"grow:a","id":"g1","open":true,"data":"soon"}}""");
        var listed = (await hub.DoAsync(connection, "scheduled", "{}")).GetProperty("schedules")[0].GetProperty("publish");

        await hub.PassAsync(1);
        await hub.DoAsync(connection, "append", """{"channel":"grow:a","id":"g1","data":", now"}""");

        Assert.Equal(("g1", true), (listed.GetProperty("id").GetString(), listed.GetProperty("open").GetBoolean()));
        Assert.Equal(["\"soon\"", "\", now\""], await hub.KeptAsync("grow:a"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("news")]
    [InlineData("plain:a")]
    public async Task Effect_ThenACrashBeforeItsRemoval_IsNotRepeated(string channel)
    {
        await using var hub = ScheduleHub.Create();
        var (connection, sink) = hub.Engine.Connect();
        await hub.Engine.SubscribeAsync(connection, channel);
        await hub.DoAsync(connection, "schedule", $$$"""{"delay_ms":1000,"publish":{"channel":"{{{channel}}}","data":1}}""");
        hub.Engine.Time.Advance(TimeSpan.FromSeconds(1));
        var lease = new ScheduleLease(hub.Engine.Time.GetUtcNow(), TimeSpan.FromSeconds(30));
        var taken = Assert.Single(await hub.Engine.Get<IScheduleStore>().LeaseDueAsync(lease, 10, EngineHub.Cancelled));
        Assert.Equal(ScheduleAttempt.Done, await hub.Engine.Get<IScheduleRunner>().RunAsync(taken.Schedule));

        // Nobody said that it was done: it is carried out again at the end of the lease.
        await hub.PassAsync(30);

        Assert.Single(sink.Lines);
        Assert.Empty(await hub.ScheduledAsync(connection));
    }

    [Fact]
    public async Task Schedule_NameInUse_TakesItsPlace()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", """{"id":"a","delay_ms":1000,"publish":{"channel":"news","data":1}}""");
        await hub.DoAsync(connection, "schedule", """{"id":"a","delay_ms":5000,"publish":{"channel":"news","data":2}}""");

        await hub.PassAsync(2);
        Assert.Empty(await hub.KeptAsync("news"));
        await hub.PassAsync(3);
        await hub.DoAsync(connection, "schedule", """{"id":"a","delay_ms":1,"publish":{"channel":"news","data":3}}""");
        await hub.PassAsync(1);

        Assert.Equal(["2", "3"], await hub.KeptAsync("news"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Unschedule_OwnOne_DoesNotHappen()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        var (stranger, _) = hub.Engine.Connect("43");
        await hub.DoAsync(connection, "schedule", """{"id":"a","delay_ms":1000,"publish":{"channel":"news","data":1}}""");

        Assert.False((await hub.DoAsync(stranger, "unschedule", """{"id":"a"}""")).GetProperty("cancelled").GetBoolean());
        Assert.Equal(103u, await hub.ErrorAsync(stranger, "unschedule", """{"id":"a","user":"42"}"""));
        Assert.Equal(103u, await hub.ErrorAsync(stranger, "scheduled", """{"user":"42"}"""));
        Assert.Empty(await hub.ScheduledAsync(stranger));
        Assert.True((await hub.DoAsync(connection, "unschedule", """{"id":"a"}""")).GetProperty("cancelled").GetBoolean());
        Assert.False((await hub.DoAsync(connection, "unschedule", """{"id":"a"}""")).GetProperty("cancelled").GetBoolean());

        await hub.PassAsync(2);
        Assert.Empty(await hub.KeptAsync("news"));
    }

    [Fact]
    public async Task Scheduled_Pages_ShowWhatIsToHappen()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", """{"id":"b","delay_ms":2000,"send":{"users":["7"],"data":"x","kind":"k"}}""");
        await hub.DoAsync(connection, "schedule", """{"id":"a","delay_ms":1000,"publish":{"channel":"news","data":{"n":1}}}""");

        var first = await hub.DoAsync(connection, "scheduled", """{"limit":1}""");
        var second = await hub.DoAsync(connection, "scheduled", $$"""{"limit":1,"cursor":"{{first.GetProperty("cursor").GetString()}}"}""");

        Assert.Equal(
            $$$$"""[{"id":"a","at":{{{{hub.Start + 1000}}}},"publish":{"channel":"news","data":{"n":1}}}]""", first.GetProperty("schedules").GetRawText());
        Assert.Equal(
            $$$"""[{"id":"b","at":{{{hub.Start + 2000}}},"send":{"users":["7"],"data":"x","kind":"k"}}]""", second.GetProperty("schedules").GetRawText());
        Assert.False(second.TryGetProperty("cursor", out _));
    }

    [Fact]
    public async Task Send_WhenItIsDue_ArrivesInTheInbox()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", """{"delay_ms":1000,"send":{"user":"7","data":"x"}}""");

        await hub.PassAsync(3);
        await hub.PassAsync(30);

        Assert.Equal(["\"x\" late 2000"], await hub.KeptAsync("#7"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Send_PastItsExpiry_IsDropped()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", """{"delay_ms":1000,"send":{"user":"7","data":1,"expires_ms":2000}}""");
        await hub.DoAsync(connection, "schedule", """{"delay_ms":1000,"send":{"user":"7","data":2,"expires_ms":2001}}""");

        await hub.PassAsync(3);

        Assert.Equal(["2 late 2000"], await hub.KeptAsync("#7"), StringComparer.Ordinal);
        Assert.Empty(await hub.ScheduledAsync(connection));
    }

    [Fact]
    public async Task Send_ThenACrashBeforeItsRemoval_IsKeptInTheInboxOnce()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        await hub.DoAsync(connection, "schedule", """{"delay_ms":1000,"send":{"user":"7","data":"x","kind":"k"}}""");
        hub.Engine.Time.Advance(TimeSpan.FromSeconds(1));
        var lease = new ScheduleLease(hub.Engine.Time.GetUtcNow(), TimeSpan.FromSeconds(30));
        var taken = Assert.Single(await hub.Engine.Get<IScheduleStore>().LeaseDueAsync(lease, 10, EngineHub.Cancelled));
        Assert.Equal(ScheduleAttempt.Done, await hub.Engine.Get<IScheduleRunner>().RunAsync(taken.Schedule));

        await hub.PassAsync(30);

        var page = await hub.Engine.Get<InboxRouter>().Store.ReadAsync("7", new InboxRead { Kind = "k" }, EngineHub.Cancelled);
        var message = Assert.Single(page.Messages);
        Assert.Equal(new MessageSender(PrincipalKind.User, "42"), message.Sender);
        Assert.Single(await hub.KeptAsync("#7"));
    }

    [Fact]
    public async Task Send_OfTwoUsersUnderTheSameKey_ArrivesFromBoth()
    {
        await using var hub = ScheduleHub.Create();
        const string Fields = """{"delay_ms":1000,"send":{"user":"7","data":1,"idempotency_key":"k"}}""";
        await hub.DoAsync(hub.Engine.Connect().Connection, "schedule", Fields);
        await hub.DoAsync(hub.Engine.Connect("43").Connection, "schedule", Fields);

        await hub.PassAsync(1);

        Assert.Equal(["1", "1"], await hub.KeptAsync("#7"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", 107)]
    [InlineData("""{"publish":{"channel":"news","data":1}}""", 107)]
    [InlineData("""{"delay_ms":1,"at":5,"publish":{"channel":"news","data":1}}""", 107)]
    [InlineData("""{"delay_ms":-1,"publish":{"channel":"news","data":1}}""", 107)]
    [InlineData("""{"at":0,"publish":{"channel":"news","data":1}}""", 107)]
    [InlineData("""{"delay_ms":1}""", 107)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"news","data":1},"send":{"user":"7","data":1}}""", 107)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"news"}}""", 107)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"","data":1}}""", 107)]
    [InlineData("""{"id":"\u0000","delay_ms":1,"publish":{"channel":"news","data":1}}""", 107)]
    [InlineData("""{"delay_ms":9223372036854775807,"publish":{"channel":"news","data":1}}""", 106)]
    [InlineData("""{"at":9223372036854775807,"publish":{"channel":"news","data":1}}""", 106)]
    [InlineData("""{"delay_ms":3600001,"publish":{"channel":"news","data":1}}""", 106)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"none:a","data":1}}""", 102)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"closed:a","data":1}}""", 103)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"news","id":"g1","data":1}}""", 108)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"grow:a","id":"\u0000","data":1}}""", 107)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"grow:a","tags":{"of":"g1"},"data":1}}""", 107)]
    [InlineData("""{"delay_ms":1,"publish":{"channel":"grow:a","skip_history":true,"data":1}}""", 107)]
    [InlineData("""{"delay_ms":1,"send":{"users":[],"data":1}}""", 107)]
    [InlineData("""{"delay_ms":1,"send":{"user":"7"}}""", 107)]
    [InlineData("""{"delay_ms":1,"send":{"user":"7","data":1,"event":"call"}}""", 107)]
    public async Task Schedule_ThatCannotBe_IsRefusedAtOnce(string fields, int code)
    {
        await using var hub = ScheduleHub.Create(""" "maxAheadSeconds": 3600 """);
        var (connection, _) = hub.Engine.Connect();

        Assert.Equal((uint)code, await hub.ErrorAsync(connection, "schedule", fields));
        Assert.Empty(await hub.ScheduledAsync(connection));
    }

    [Fact]
    public async Task Schedule_OverTheLimits_IsRefused()
    {
        await using var hub = ScheduleHub.Create(""" "maxPerUser": 1, "maxBytes": 256 """);
        var (connection, _) = hub.Engine.Connect();
        const string Small = """{"delay_ms":1000,"publish":{"channel":"news","data":1}}""";
        await hub.DoAsync(connection, "schedule", Small);

        Assert.Equal(106u, await hub.ErrorAsync(connection, "schedule", Small));
        Assert.Equal(106u, await hub.ErrorAsync(connection, "schedule", $$$"""{"delay_ms":1,"publish":{"channel":"news","data":"{{{new string('x', 300)}}}"}}"""));
        await hub.DoAsync(hub.Engine.Connect("43").Connection, "schedule", Small);
    }

    [Fact]
    public async Task Schedule_Anonymous_IsRefused()
    {
        await using var hub = ScheduleHub.Create();
        var (nobody, _) = hub.Engine.Connect("");

        Assert.Equal(103u, await hub.ErrorAsync(nobody, "schedule", """{"delay_ms":1,"publish":{"channel":"news","data":1}}"""));
        Assert.Equal(103u, await hub.ErrorAsync(nobody, "scheduled", "{}"));
        Assert.Equal(103u, await hub.ErrorAsync(nobody, "unschedule", """{"id":"a"}"""));
    }

    [Fact]
    public async Task Schedule_OwnKey_HasOneEffectThoughItIsScheduledTwice()
    {
        await using var hub = ScheduleHub.Create();
        var (connection, _) = hub.Engine.Connect();
        const string Fields = """{"id":"a","delay_ms":1000,"publish":{"channel":"news","data":1,"idempotency_key":"k"}}""";
        await hub.DoAsync(connection, "schedule", Fields);
        await hub.PassAsync(1);
        await hub.DoAsync(connection, "schedule", Fields);
        await hub.PassAsync(1);

        Assert.Single(await hub.KeptAsync("news"));
    }

    [Theory]
    [InlineData("user:a%3Ab", PrincipalKind.User, "a:b")]
    [InlineData("device:%C3%A9", PrincipalKind.Device, "é")]
    [InlineData("service:", PrincipalKind.Service, "")]
    public void Owner_Principal_IsKnownAgain(string owner, PrincipalKind kind, string user)
    {
        Assert.Equal(owner, OwnerNames.Of(new Principal { Kind = kind, UserId = user }));
        var principal = OwnerNames.PrincipalOf(owner, []);
        Assert.Equal((kind, user), (principal.Kind, principal.UserId));
    }
}
