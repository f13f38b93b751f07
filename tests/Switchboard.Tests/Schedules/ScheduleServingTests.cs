using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Schedules;

/// <summary>Schedules on a running hub: its loop, the HTTP API and the channel wire.</summary>
public sealed class ScheduleServingTests
{
    [Fact]
    public async Task Schedule_ByTheApi_ReachesSubscribers()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        await client.SubscribeAsync("news");

        // The second one is due earlier: the loop must not sleep until the first.
        await hub.CallAsync("schedule", """{"id":"far","delay_ms":3600000,"publish":{"channel":"news","data":"far"}}""");
        await hub.CallAsync("schedule", """{"delay_ms":20,"publish":{"channel":"news","data":{"a":1},"tags":{"t":"v"}}}""");
        var push = await client.NextPushAsync("pub");

        Assert.Equal("""{"a":1}""", push.GetProperty("data").GetRawText());
        Assert.Equal("v", push.GetProperty("tags").GetProperty("t").GetString());

        // It is crossed off behind its publication.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (await ScheduledAsync(hub) is not ["far"])
        {
            await Task.Delay(5, patience.Token);
        }
    }

    [Fact]
    public async Task Scheduled_ByTheApi_IsAsItWasGiven()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.CallAsync("schedule", """{"id":"a","at":4000000000000,"publish":{"channel":"binary:a","b64data":"AAE="}}""".Replace("4000000000000", Later, StringComparison.Ordinal));

        var item = Assert.Single((await hub.CallAsync("scheduled")).GetProperty("schedules").EnumerateArray());

        Assert.Equal(("a", Later), (item.GetProperty("id").GetString(), item.GetProperty("at").GetRawText()));
        Assert.Equal("AAE=", item.GetProperty("publish").GetProperty("b64data").GetString());
        Assert.True((await hub.CallAsync("unschedule", """{"id":"a"}""")).GetProperty("cancelled").GetBoolean());
        Assert.Empty((await hub.CallAsync("scheduled")).GetProperty("schedules").EnumerateArray());
        Assert.Equal(107u, await hub.ErrorOfAsync("unschedule"));
        Assert.Equal(103u, await hub.ErrorOfAsync("schedule", """{"delay_ms":1,"publish":{"channel":"closed:a","data":1}}"""));
    }

    [Fact]
    public async Task Schedule_KeyThatMayNot_IsRefused()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(103u, await hub.ErrorOfAsync("schedule", """{"delay_ms":1,"publish":{"channel":"news","data":1}}""", TestHub.LimitedKey));
    }

    [Fact]
    public async Task Rpc_Anonymous_IsRefused()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.AskAsync("""{"method":"sb.scheduled","data":{}}""", "rpc"));

        Assert.Contains("103", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerCode_SchedulesListsAndCancels()
    {
        await using var hub = await TestHub.StartAsync();
        var code = hub.Services.GetRequiredService<ISwitchboard>();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Later, CultureInfo.InvariantCulture));

        Assert.Equal("a", await code.SchedulePublishAsync("news", "1"u8.ToArray(), at, id: "a", cancellationToken: Cancelled));
        var id = await code.ScheduleSendAsync("7", "2"u8.ToArray(), at.AddSeconds(1), cancellationToken: Cancelled);
        var page = await code.ScheduledAsync(cancellationToken: Cancelled);

        Assert.Equal([("a", at, "news"), (id, at.AddSeconds(1), null)], page.Schedules.Select(schedule => (schedule.Id, schedule.At, schedule.Channel)));
        Assert.Equal(["7"], page.Schedules[1].Users, StringComparer.Ordinal);
        Assert.True(await code.UnscheduleAsync("a", cancellationToken: Cancelled));
        Assert.False(await code.UnscheduleAsync("a", cancellationToken: Cancelled));
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(
            async () => await code.SchedulePublishAsync("none:a", "1"u8.ToArray(), at, cancellationToken: Cancelled));
        Assert.Equal(102u, refusal.Error.Code);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static string Later { get; } = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static async Task<string?[]> ScheduledAsync(TestHub hub)
        => [.. (await hub.CallAsync("scheduled")).GetProperty("schedules").EnumerateArray().Select(schedule => schedule.GetProperty("id").GetString())];
}
