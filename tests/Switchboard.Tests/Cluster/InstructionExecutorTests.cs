using Microsoft.Extensions.DependencyInjection;
using Switchboard.Cluster;
using Switchboard.Commands.Connect;
using Switchboard.Commands.Subscribe;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Lifecycle;
using Switchboard.Tests.Security;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Cluster;

public sealed class InstructionExecutorTests : IAsyncDisposable
{
    private static readonly ConnectionTarget _everyone = new() { User = "42" };

    private readonly FailingPresenceStore _presence;
    private readonly RecordingLogger<InstructionExecutor> _log = new();
    private readonly EngineHub _hub;

    public InstructionExecutorTests()
    {
        var time = new FakeTimeProvider();
        _presence = new FailingPresenceStore(new InMemoryPresenceStore(time));
        _hub = EngineHub.Create(
            $$""" "connections": { "allowAnonymous": true }, "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" } """,
            services => services.AddSingleton<IPresenceStore>(_presence).AddSingleton<Microsoft.Extensions.Logging.ILogger<InstructionExecutor>>(_log),
            time: time);
    }

    [Fact]
    public async Task Execute_OneConnectionFails_TheOthersAreServedAndTheCallerLearnsOfIt()
    {
        var sinks = new[] { _hub.Connect(), _hub.Connect(), _hub.Connect() };
        var calls = 0;
        _presence.BeforeAdd = () => ++calls == 2 ? throw new TaskCanceledException("The store did not answer in time.") : Task.CompletedTask;

        await Assert.ThrowsAsync<TaskCanceledException>(async () => await ExecuteAsync(new SubscribeInstruction(_everyone, "seen:a")));

        var failed = Assert.Single(sinks, sink => sink.Connection.SubscriptionCount == 0).Connection;
        Assert.Contains(failed.Id, Assert.Single(_log.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ConnectReplyNotSent_TellsNothingAndTakesNoChannel()
    {
        var (connection, sink) = await BeginConnectAsync();
        var target = new ConnectionTarget { Client = connection.Id };

        await ExecuteAsync(new SubscribeInstruction(target, "kept:a"));
        await ExecuteAsync(new RefreshInstruction(target, _hub.Time.GetUtcNow().AddHours(1)));

        Assert.Empty(sink.Lines);
        Assert.Equal(0, connection.SubscriptionCount);
    }

    [Fact]
    public async Task Execute_DisconnectBeforeTheConnectReply_Closes()
    {
        var (connection, _) = await BeginConnectAsync();

        await ExecuteAsync(new DisconnectInstruction(new ConnectionTarget { Client = connection.Id }, CloseCodes.ForceDisconnect));

        Assert.Equal(CloseCodes.ForceDisconnect, connection.CloseCode);
    }

    [Fact]
    public async Task Execute_UnsubscribeWhileASubscribeWaitsForTheStore_NothingBegins()
    {
        var (connection, sink) = _hub.Connect();
        var (reached, going) = HoldStore();
        var subscribing = _hub.Commands.Subscribe.HandleAsync(connection, new SubscribeRequest("seen:a"), EngineHub.Cancelled);
        await reached.InTime();

        await ExecuteAsync(new UnsubscribeInstruction(_everyone, "seen:a", UnsubscribeCodes.Server));
        going.SetResult();

        Assert.Equal(ErrorCodes.NotAvailable, (await subscribing).Error);
        Assert.Equal(0, connection.SubscriptionCount);
        Assert.Empty(await _presence.ListAsync("seen:a", EngineHub.Cancelled));
        Assert.Empty(sink.Lines);
    }

    [Fact]
    public async Task Execute_UnsubscribeThatLetsTheClientComeBack_IsATemporaryError()
    {
        var (connection, _) = _hub.Connect();
        var (reached, going) = HoldStore();
        var subscribing = _hub.Commands.Subscribe.HandleAsync(connection, new SubscribeRequest("seen:a"), EngineHub.Cancelled);
        await reached.InTime();

        await ExecuteAsync(new UnsubscribeInstruction(_everyone, "seen:a", UnsubscribeCodes.StateInvalidated));
        going.SetResult();

        Assert.Equal(ErrorCodes.NotAvailable with { Temporary = true }, (await subscribing).Error);
    }

    [Fact]
    public async Task Execute_DisconnectWhileAConnectWaitsForTheStore_TheConnectFails()
    {
        var (connection, sink) = _hub.Open();
        var (reached, going) = HoldStore();
        var token = TokenFactory.Create("""{"sub":"42","channels":["seen:a"]}""");
        var connecting = _hub.Get<ConnectionManager>().ConnectAsync(connection, new ConnectRequest { Token = token });
        await reached.InTime();

        await ExecuteAsync(new DisconnectInstruction(_everyone, CloseCodes.ForceDisconnect));
        going.SetResult();

        Assert.Equal(CloseCodes.ForceDisconnect, (await connecting).Close);
        Assert.Equal((false, 0), (connection.IsAuthenticated, connection.SubscriptionCount));
        Assert.Empty(await _presence.ListAsync("seen:a", EngineHub.Cancelled));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    /// <summary>Holds the presence store up: completes when somebody waits for it, and lets them go on.</summary>
    private (Task Reached, TaskCompletionSource Going) HoldStore()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var going = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _presence.BeforeAdd = () =>
        {
            reached.TrySetResult();
            return going.Task;
        };
        return (reached.Task, going);
    }

    private ValueTask ExecuteAsync(Instruction instruction) => _hub.Get<InstructionExecutor>().ExecuteAsync(instruction, EngineHub.Cancelled);

    /// <summary>A connection that has been authenticated, and whose caller has not sent the answer yet.</summary>
    private async Task<(Connection Connection, StallingSink Sink)> BeginConnectAsync()
    {
        var opened = _hub.Open();
        Assert.True((await _hub.Get<ConnectionManager>().ConnectAsync(opened.Connection, new ConnectRequest())).IsSuccess);
        return opened;
    }
}
