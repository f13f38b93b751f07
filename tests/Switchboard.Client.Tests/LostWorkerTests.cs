using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Switchboard.Client.Tests.Support;
using Switchboard.Specs;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests;

/// <summary>A thousand calls are outstanding at two workers when one of them is lost: every call ends, and none hangs.</summary>
public sealed class LostWorkerTests : IAsyncDisposable
{
    private const int CallCount = 1000;
    private const int CallerCount = 4;
    private const int Concurrency = 100;

    private readonly ConcurrentDictionary<string, bool> _atLost = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _atOther = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SwitchboardClient> _clients = [];

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Calls_WorkerIsCut_IdempotentOnesSucceedAndOthersEndAtOnce(ClientEncoding encoding)
    {
        await using var hub = await StartHubAsync(TimeProvider.System);
        await using var proxy = new TcpProxy(hub.Port);
        var calls = await BeginAsync(hub, proxy, encoding, TimeSpan.FromMinutes(1));
        string[] lost = [.. _atLost.Keys];

        proxy.Cut();
        _release.SetResult();

        var outcomes = await Task.WhenAll(calls).WaitAsync(Patience.Limit, Clients.Patience);
        var failed = outcomes.Where(static outcome => outcome.Error is not null).ToArray();
        Assert.All(failed, outcome => Assert.Equal(ErrorCodes.WorkerLost.Code, outcome.Error));
        Assert.Equal(lost.Where(static number => !IsIdempotent(number)).Order(StringComparer.Ordinal), failed.Select(static outcome => outcome.Number).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Contains(lost, IsIdempotent);
        Assert.NotEmpty(failed);
    }

    [Fact]
    public async Task Calls_WorkerGoesSilent_EndWithTheirDeadline()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time);
        await using var proxy = new TcpProxy(hub.Port);
        var calls = await BeginAsync(hub, proxy, ClientEncoding.Json, TimeSpan.FromSeconds(10));
        var lost = _atLost.Keys.Select(static number => int.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();

        proxy.Swallow();
        _release.SetResult();
        var others = await Task.WhenAll(calls.Where((_, number) => !lost.Contains(number))).WaitAsync(Patience.Limit, Clients.Patience);
        time.Advance(TimeSpan.FromSeconds(11));

        var ended = await Task.WhenAll(lost.Select(number => calls[number])).WaitAsync(Patience.Limit, Clients.Patience);
        Assert.All(others, static outcome => Assert.Null(outcome.Error));
        Assert.All(ended, static outcome => Assert.Equal(ErrorCodes.DeadlineExceeded.Code, outcome.Error));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    private static bool IsIdempotent(string number) => int.Parse(number, CultureInfo.InvariantCulture) % 3 == 0;

    private static Task<ClientHub> StartHubAsync(TimeProvider time)
        => ClientHub.StartAsync(time, "Namespaces:default:AllowServe:0=anonymous", "Limits:CommandsPerSecond=100000", "Calls:PendingPerConnection=2000");

    /// <summary>Begins all calls, and returns when each worker has as many as it takes at once.</summary>
    private async Task<IReadOnlyList<Task<Outcome>>> BeginAsync(ClientHub hub, TcpProxy proxy, ClientEncoding encoding, TimeSpan deadline)
    {
        var callers = new SwitchboardClient[CallerCount];
        for (var i = 0; i < CallerCount; i++)
        {
            callers[i] = await ConnectAsync(hub.Url, encoding);
        }

        await ServeAsync(await ConnectAsync(proxy.Url, encoding), _atLost);
        await ServeAsync(await ConnectAsync(hub.Url, encoding), _atOther);
        Task<Outcome>[] calls = [.. Enumerable.Range(0, CallCount).Select(number => CallAsync(callers[number % CallerCount], $"{number}", deadline))];
        await Eventually.TrueAsync(() => _atLost.Count == Concurrency && _atOther.Count == Concurrency, Clients.Patience);
        return calls;
    }

    private async Task<SwitchboardClient> ConnectAsync(Uri url, ClientEncoding encoding)
    {
        var client = await Clients.ConnectAsync(url, options => options.Encoding = encoding);
        _clients.Add(client);
        return client;
    }

    private Task<ServedMethod> ServeAsync(SwitchboardClient worker, ConcurrentDictionary<string, bool> begun) => worker.ServeAsync(
        "echo",
        async (call, stop) =>
        {
            begun[Encoding.UTF8.GetString(call.Data.Span)] = true;
            await _release.Task.WaitAsync(stop);
            return call.Data;
        },
        Concurrency,
        Clients.Patience);

    private static async Task<Outcome> CallAsync(SwitchboardClient caller, string number, TimeSpan deadline)
    {
        try
        {
            var options = new CallOptions { Deadline = deadline, IsIdempotent = IsIdempotent(number) };
            var answer = await caller.CallAsync("echo", Clients.Json(number), options, Clients.Patience);
            Assert.Equal(number, Encoding.UTF8.GetString(answer.Span));
            return new Outcome(number, Error: null);
        }
        catch (SwitchboardException exception)
        {
            return new Outcome(number, exception.Error.Code);
        }
    }

    private sealed record Outcome(string Number, uint? Error);
}
