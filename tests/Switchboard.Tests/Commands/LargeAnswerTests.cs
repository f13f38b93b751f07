using Switchboard.Commands.Connect;
using Switchboard.Commands.History;
using Switchboard.Commands.Subscribe;
using Switchboard.Lifecycle;
using Switchboard.Tests.Security;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Commands;

/// <summary>Large answers are not encoded by the thread that reads the command and others' sockets, whatever the wire.</summary>
public sealed class LargeAnswerTests : IAsyncDisposable
{
    // Whoever asks may find that all is done already, which is rare and does no harm.
    private const int Tries = 20;

    private static readonly string _large = $"\"{new string('x', 50_000)}\"";

    private readonly EngineHub _hub = EngineHub.Create($$"""
        "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" }
        """);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task History_Large_LeavesTheThread(bool isLarge)
    {
        await FillAsync(isLarge);
        var (connection, _) = _hub.Connect();

        Assert.Equal(isLarge, await LeavesAsync(async () =>
        {
            var outcome = await _hub.Commands.History.HandleAsync(connection, new HistoryRequest("kept:a", -1, null, false), default);
            Assert.Equal(3, outcome.Value!.Publications.Count);
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribe_MissedMuch_LeavesTheThread(bool isLarge)
    {
        var start = await FillAsync(isLarge);

        Assert.Equal(isLarge, await LeavesAsync(async () =>
        {
            var (connection, _) = _hub.Connect();
            var request = new SubscribeRequest("kept:a") { RecoverSince = start };
            var outcome = await _hub.Commands.Subscribe.HandleAsync(connection, request, default);
            Assert.Equal(2, outcome.Value!.Missed.Count);
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connect_MissedMuch_LeavesTheThread(bool isLarge)
    {
        var start = await FillAsync(isLarge);

        Assert.Equal(isLarge, await LeavesAsync(async () =>
        {
            var (connection, _) = _hub.Open();
            var request = new ConnectRequest { Token = TokenFactory.Create("""{"sub":"1","channels":["kept:a"]}"""), ResumeFrom = _ => start };
            var outcome = await _hub.Get<ConnectionManager>().ConnectAsync(connection, request);
            Assert.Equal(2, outcome.Value!.Subscriptions.Sum(static begun => begun.Missed.Count));
        }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Presence_OfMany_LeavesTheThread(int members)
    {
        for (var i = 0; i < members; i++)
        {
            await _hub.SubscribeAsync(_hub.Connect($"u{i}").Connection, "seen:a");
        }

        var (connection, _) = _hub.Connect();
        Assert.Equal(members > 1, await LeavesAsync(async () =>
        {
            var outcome = await _hub.Commands.Presence.ListAsync(connection.Principal, "seen:a", isSubscribed: false, default);
            Assert.Equal(members, outcome.Value!.Count);
        }));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task<Position> FillAsync(bool isLarge)
    {
        var start = await _hub.PublishAsync("kept:a", "1");
        await _hub.PublishAsync("kept:a", isLarge ? _large : "2");
        await _hub.PublishAsync("kept:a", isLarge ? _large : "3");
        return start;
    }

    /// <summary>Whether a command ends on another thread than that on which it began.</summary>
    private static async Task<bool> LeavesAsync(Func<Task> command)
    {
        for (var i = 0; i < Tries; i++)
        {
            var left = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => _ = RunAsync(command, left)).Start();
            if (await left.Task)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task RunAsync(Func<Task> command, TaskCompletionSource<bool> left)
    {
        var thread = Environment.CurrentManagedThreadId;
        try
        {
            await command();
            left.SetResult(Environment.CurrentManagedThreadId != thread);
        }
        catch (Exception exception)
        {
            left.SetException(exception);
        }
    }
}
