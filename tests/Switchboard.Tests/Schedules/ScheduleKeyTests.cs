using System.Text;
using System.Text.Json;
using Switchboard.Commands;
using Switchboard.Commands.Keys;
using Switchboard.Extensibility;
using Switchboard.Security.Access;
using Switchboard.Tests.Support;
using Switchboard.Tests.Wires;
using Xunit;

namespace Switchboard.Tests.Schedules;

/// <summary>Whose the schedules of keys are, and what becomes of those whose owner is nobody any more.</summary>
public sealed class ScheduleKeyTests
{
    private const string Later = """{"id":"ID","delay_ms":1000,"publish":{"channel":"free:a","data":"ID"}}""";

    private static readonly string[] _mayDo = ["schedule", "scheduled", "unschedule", "publish", "send"];

    [Fact]
    public async Task LimitedKeys_HaveSchedulesOfTheirOwn()
    {
        await using var hub = Create();
        var (one, other, all) = (await KeyAsync(hub, "one"), await KeyAsync(hub, "other"), await KeyAsync(hub, "all", []));
        foreach (var key in new[] { one, other, all })
        {
            await DoAsync(hub, key, "schedule", Later.Replace("ID", "same", StringComparison.Ordinal));
        }

        await DoAsync(hub, one, "schedule", Later.Replace("ID", "mine", StringComparison.Ordinal));

        Assert.Equal(["mine", "same"], await IdsAsync(hub, one), StringComparer.Ordinal);
        Assert.Equal(["mine", "same"], await IdsAsync(hub, one, """{"key":"one"}"""), StringComparer.Ordinal);
        Assert.Equal(["same"], await IdsAsync(hub, other), StringComparer.Ordinal);
        Assert.Equal(["same"], await IdsAsync(hub, all), StringComparer.Ordinal);
        Assert.Equal(["same"], await IdsAsync(hub, OperationCaller.Server), StringComparer.Ordinal);
        Assert.Equal(["mine", "same"], await IdsAsync(hub, all, """{"key":"one"}"""), StringComparer.Ordinal);
        Assert.False(await CancelsAsync(hub, other, """{"id":"mine"}"""));
        Assert.Equal(103u, await ErrorAsync(hub, other, "unschedule", """{"id":"mine","key":"one"}"""));
        Assert.Equal(103u, await ErrorAsync(hub, other, "scheduled", """{"key":"one"}"""));
        Assert.Equal(107u, await ErrorAsync(hub, all, "scheduled", """{"key":"one","user":"42"}"""));
        Assert.True(await CancelsAsync(hub, all, """{"id":"mine","key":"one"}"""));
        Assert.True(await CancelsAsync(hub, other, """{"id":"same"}"""));

        await hub.PassAsync(1);
        Assert.Equal(["\"same\"", "\"same\""], await hub.KeptAsync("free:a"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task User_NamesNoKey()
    {
        await using var hub = Create();
        var (connection, _) = hub.Engine.Connect();

        Assert.Equal(103u, await hub.ErrorAsync(connection, "scheduled", """{"key":"one"}"""));
    }

    [Fact]
    public async Task Earlier_OfServices_IsWithKeysThatMayDoEverything_AndHappens()
    {
        await using var hub = Create();
        var body = Encoding.UTF8.GetBytes("""{"publish":{"channel":"free:a","data":"MQ==","is_json":true}}""");
        var earlier = new StoredSchedule("service:", "old") { Revision = "r", DueAt = hub.Engine.Time.GetUtcNow().AddSeconds(1), Body = body };
        await hub.Engine.Get<IScheduleStore>().PutAsync(earlier, 10, EngineHub.Cancelled);

        Assert.Equal(["old"], await IdsAsync(hub, await KeyAsync(hub, "all", [])), StringComparer.Ordinal);
        Assert.Empty(await IdsAsync(hub, await KeyAsync(hub, "one")));
        await hub.PassAsync(1);
        Assert.Equal(["1"], await hub.KeptAsync("free:a"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Due_UserBlocked_IsDropped_AndToldToTheAudit()
    {
        var audit = new RecordedAudit();
        await using var hub = Create(audit);
        var (ann, _) = hub.Engine.Connect();
        var (bob, _) = hub.Engine.Connect("43");
        await hub.DoAsync(ann, "schedule", """{"id":"a","delay_ms":1000,"publish":{"channel":"news","data":1}}""");
        await hub.DoAsync(ann, "schedule", """{"id":"b","delay_ms":1000,"send":{"user":"7","data":1}}""");
        await hub.DoAsync(bob, "schedule", """{"id":"c","delay_ms":1000,"publish":{"channel":"news","data":2}}""");
        await hub.Engine.Get<IAccessControl>().BlockAsync("42", cancellationToken: EngineHub.Cancelled);

        await hub.PassAsync(1);

        Assert.Equal(["2"], await hub.KeptAsync("news"), StringComparer.Ordinal);
        Assert.Empty(await hub.KeptAsync("#7"));
        Assert.Empty((await hub.Engine.Get<IScheduleStore>().ListAsync("user:42", null, 10, EngineHub.Cancelled)).Schedules);
        Assert.Equal(
            ["schedule.refused user:42 news blocked", "schedule.refused user:42 7 blocked"],
            audit.Events.Select(static it => $"{it.Action} {it.Actor} {it.Target} {it.Result}"),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("key_delete", """{"name":"KEY"}""")]
    [InlineData("key_change", """{"name":"KEY","disabled":true}""")]
    [InlineData("key_change", """{"name":"KEY","expire_at":SOON}""")]
    public async Task Due_KeyThatIsGoodNoMore_IsDropped_AndToldToTheAudit(string operation, string request)
    {
        var audit = new RecordedAudit();
        await using var hub = Create(audit);
        foreach (var (name, operations) in new[] { ("all", Array.Empty<string>()), ("one", _mayDo) })
        {
            await DoAsync(hub, await KeyAsync(hub, name, operations), "schedule", """{"delay_ms":5000,"publish":{"channel":"free:a","data":1}}""");
            var fields = request.Replace("KEY", name, StringComparison.Ordinal).Replace("SOON", $"{hub.Engine.Time.GetUtcNow().AddSeconds(2).ToUnixTimeSeconds()}", StringComparison.Ordinal);
            await DoAsync(hub, OperationCaller.Server, operation, fields);
        }

        await DoAsync(hub, await KeyAsync(hub, "good"), "schedule", """{"delay_ms":5000,"publish":{"channel":"free:a","data":2}}""");

        await hub.PassAsync(5);

        Assert.Equal(["2"], await hub.KeptAsync("free:a"), StringComparer.Ordinal);
        Assert.Equal(
            ["key:all free:a key", "key:one free:a key"],
            audit.Events.Where(static it => it.Action == "schedule.refused").Select(static it => $"{it.Actor} {it.Target} {it.Result}").Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task KeyOfADeletedOnesName_HasNothingOfIt()
    {
        await using var hub = Create();
        foreach (var operations in new[] { [], _mayDo })
        {
            await DoAsync(hub, await KeyAsync(hub, "one", operations), "schedule", """{"id":"old","delay_ms":5000,"publish":{"channel":"free:a","data":1}}""");
            await DoAsync(hub, await KeyAsync(hub, $"other{operations.Length}"), "schedule", """{"id":"sent","delay_ms":5000,"send":{"user":"7","data":1}}""");
            await DoAsync(hub, OperationCaller.Server, "key_delete", """{"name":"one"}""");
            await DoAsync(hub, OperationCaller.Server, "key_delete", $$"""{"name":"other{{operations.Length}}"}""");
            hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var one = await KeyAsync(hub, "one");
        await KeyAsync(hub, "other0");
        await DoAsync(hub, one, "schedule", """{"id":"new","delay_ms":5000,"publish":{"channel":"free:a","data":2}}""");

        Assert.Equal(["new"], await IdsAsync(hub, one), StringComparer.Ordinal);
        await hub.PassAsync(5);
        Assert.Equal(["2"], await hub.KeptAsync("free:a"), StringComparer.Ordinal);
        Assert.Empty(await hub.KeptAsync("#7"));
    }

    [Fact]
    public async Task Earlier_OfAKey_IsListedToItAndHappens()
    {
        await using var hub = Create();
        var body = Encoding.UTF8.GetBytes("""{"publish":{"channel":"free:a","data":"MQ==","is_json":true},"by":"key:one"}""");
        var earlier = new StoredSchedule("key:one", "old") { Revision = "r", DueAt = hub.Engine.Time.GetUtcNow().AddSeconds(1), Body = body };
        await hub.Engine.Get<IScheduleStore>().PutAsync(earlier, 10, EngineHub.Cancelled);

        Assert.Equal(["old"], await IdsAsync(hub, await KeyAsync(hub, "one")), StringComparer.Ordinal);
        await hub.PassAsync(1);
        Assert.Equal(["1"], await hub.KeptAsync("free:a"), StringComparer.Ordinal);
    }

    private static ScheduleHub Create(IAuditLog? audit = null) => ScheduleHub.Create(audit: audit);

    private static Task<OperationCaller> KeyAsync(ScheduleHub hub, string name) => KeyAsync(hub, name, _mayDo);

    private static async Task<OperationCaller> KeyAsync(ScheduleHub hub, string name, string[] operations)
    {
        Assert.True((await hub.Engine.Get<KeyHandler>().CreateAsync(OperationCaller.Server, name, new KeyScope(operations, []), null, EngineHub.Cancelled)).IsSuccess);
        return OperationCaller.Of(hub.Engine.Get<ApiKeyFinder>().FindByName(name)!);
    }

    private static async Task<string[]> IdsAsync(ScheduleHub hub, OperationCaller caller, string fields = "{}")
        => [.. (await DoAsync(hub, caller, "scheduled", fields)).GetProperty("schedules").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!)];

    private static async Task<bool> CancelsAsync(ScheduleHub hub, OperationCaller caller, string fields)
        => (await DoAsync(hub, caller, "unschedule", fields)).GetProperty("cancelled").GetBoolean();

    private static async Task<JsonElement> DoAsync(ScheduleHub hub, OperationCaller caller, string operation, string fields)
    {
        var outcome = (await AskAsync(hub, caller, operation, fields)).ToResult();
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
        return JsonElement.Parse(outcome.Value.Span);
    }

    private static async Task<uint> ErrorAsync(ScheduleHub hub, OperationCaller caller, string operation, string fields)
        => (await AskAsync(hub, caller, operation, fields)).Error?.Code ?? throw new InvalidDataException("It succeeded.");

    private static ValueTask<OperationAnswer> AskAsync(ScheduleHub hub, OperationCaller caller, string operation, string fields)
    {
        var operations = hub.Engine.Commands.Operations;
        return operations.ExecuteAsync(operations.All.Single(it => it.Info.Name == operation), caller, JsonElement.Parse(fields), EngineHub.Cancelled);
    }
}
