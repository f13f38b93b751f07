using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Schedules;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Schedules;

/// <summary>An engine on which users may schedule, and whose loop turns when it is told to.</summary>
internal sealed class ScheduleHub : IAsyncDisposable
{
    private const string Namespaces = """
        "default": { "historySize": 10, "allowSend": ["user", "service"], "allowPublish": ["user"], "allowSubscribe": ["user"] },
        "plain": { "allowPublish": ["user"], "allowSubscribe": ["user"] },
        "grow": { "mutable": true, "historySize": 10, "allowPublish": ["user"], "allowSubscribe": ["user"], "allowHistory": ["user"] },
        "closed": { "allowPublish": [] },
        "free": { "historySize": 10, "allowPublish": ["service"] }
        """;

    private ScheduleHub(EngineHub engine) => Engine = engine;

    public EngineHub Engine { get; }

    /// <summary>Where the clock stands at the beginning, in Unix milliseconds.</summary>
    public long Start { get; } = new FakeTimeProvider().GetUtcNow().ToUnixTimeMilliseconds();

    public static ScheduleHub Create(string options = "", IAuditLog? audit = null) => new(EngineHub.Create(
        options.Length == 0 ? "" : $$""" "schedules": { {{options}} } """,
        services => _ = audit is null ? services : services.AddSingleton(audit),
        Namespaces));

    /// <summary>Carries an operation out.</summary>
    public async Task<JsonElement> DoAsync(Connection connection, string operation, string fields)
    {
        var outcome = await Engine.Commands.Operations.ExecuteAsync(connection, operation, Encoding.UTF8.GetBytes(fields));
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
        return JsonElement.Parse(outcome.Value.Span);
    }

    /// <summary>The error of an operation that must fail.</summary>
    public async Task<uint> ErrorAsync(Connection connection, string operation, string fields)
        => (await Engine.Commands.Operations.ExecuteAsync(connection, operation, Encoding.UTF8.GetBytes(fields))).Error?.Code ?? throw new InvalidDataException("It succeeded.");

    /// <summary>The names of what a connection's user has scheduled, in the order of their times.</summary>
    public async Task<string[]> ScheduledAsync(Connection connection)
        => [.. (await DoAsync(connection, "scheduled", "{}")).GetProperty("schedules").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    /// <summary>Lets time pass, and has everything carried out that is due then.</summary>
    public async Task<TimeSpan> PassAsync(double seconds)
    {
        Engine.Time.Advance(TimeSpan.FromSeconds(seconds));
        TimeSpan sleep;
        do
        {
            sleep = await Engine.Get<ScheduleLoop>().TurnAsync();
        }
        while (sleep == TimeSpan.Zero);
        return sleep;
    }

    /// <summary>What a channel keeps: payloads, with the lateness in milliseconds behind them.</summary>
    public async Task<string[]> KeptAsync(string channel)
    {
        var space = Engine.Space(channel);
        var slice = await Engine.Get<IStreamStore>().ReadAsync(channel, space.Retention, new StreamRead { Limit = StreamRead.Unlimited }, EngineHub.Cancelled);
        return [.. slice!.Publications.Select(Describe)];
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    private static string Describe(Publication publication) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Encoding.UTF8.GetString(publication.Data.Span)}{(publication.Tags?.TryGetValue("late_ms", out var late) == true ? $" late {late}" : "")}");
}
