using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests;

public sealed class CallTests
{
    private static readonly string[] _options = ["Namespaces:default:AllowServe:0=user", "Namespaces:default:AllowServe:1=anonymous"];

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Call_ServedByAnotherClient_IsAnswered(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var worker = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        await using var caller = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        Caller? seen = null;
        await using var served = await worker.ServeAsync("echo", (call, _) =>
        {
            seen = call.Caller;
            return ValueTask.FromResult(call.Data);
        }, cancellationToken: Clients.Patience);

        var answer = await caller.CallAsync("echo", Clients.Json("""{"a":[1,2]}"""), cancellationToken: Clients.Patience);

        Assert.Equal("""{"a":[1,2]}""", System.Text.Encoding.UTF8.GetString(answer.Span));
        Assert.Equal(("anonymous", caller.ClientId), (seen?.Kind, seen?.Client));
    }

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Payloads_AsDeepAsAHubMayAllow_AreRead(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync([.. _options, "Limits:PayloadDepth=1000", "Namespaces:default:AllowSend:0=user"]);
        await using var client = await Clients.ConnectAsync(hub.Url, options =>
        {
            options.Encoding = encoding;
            options.Credentials = Tokens.ProviderFor("ann");
        });
        var deep = Clients.Json(new string('[', 1000) + new string(']', 1000));
        var received = new Recorder<int>();
        var news = client.CreateSubscription("news");
        news.OnReceived((publication, _) =>
        {
            received.Add(publication.Data.Length);
            return ValueTask.CompletedTask;
        });
        await news.SubscribeAsync(Clients.Patience);
        await using var served = await client.ServeAsync("echo", (call, _) => ValueTask.FromResult(call.Data), cancellationToken: Clients.Patience);

        await client.PublishAsync("news", deep, Clients.Patience);
        Assert.Equal(2000, await received.NextAsync());
        Assert.Equal(2000, Assert.Single((await client.GetHistoryAsync("news", new HistoryOptions { Limit = 1 }, Clients.Patience)).Publications).Data.Length);
        Assert.Equal(2000, (await client.CallAsync("echo", deep, cancellationToken: Clients.Patience)).Length);
        await client.SendToUserAsync("ann", deep, cancellationToken: Clients.Patience);
        Assert.Equal(2000, Assert.Single((await client.Inbox.ListAsync(cancellationToken: Clients.Patience)).Messages).Data.Length);
        var refused = await Assert.ThrowsAsync<SwitchboardException>(
            () => client.PublishAsync("news", Clients.Json(new string('[', 1001) + new string(']', 1001)), Clients.Patience));
        Assert.Equal(ErrorCodes.BadRequest.Code, refused.Error.Code);
    }

    [Fact]
    public async Task Call_NobodyServes_ThrowsTheHubsError()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var caller = await Clients.ConnectAsync(hub.Url);

        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => caller.CallAsync("nobody", default, cancellationToken: Clients.Patience));

        Assert.Equal(ErrorCodes.MethodNotFound.Code, failure.Error.Code);
    }

    [Fact]
    public async Task Call_HandlerThrows_IsAnErrorThatTellsNothing()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var client = await Clients.ConnectAsync(hub.Url);
        await using var sold = await client.ServeAsync("sold", (_, _) => throw new SwitchboardException(new ErrorCode(1001, "sold out")), cancellationToken: Clients.Patience);
        await using var broken = await client.ServeAsync("broken", (_, _) => throw new InvalidOperationException("a secret"), cancellationToken: Clients.Patience);

        var first = await Assert.ThrowsAsync<SwitchboardException>(() => client.CallAsync("sold", default, cancellationToken: Clients.Patience));
        var second = await Assert.ThrowsAsync<SwitchboardException>(() => client.CallAsync("broken", default, cancellationToken: Clients.Patience));

        Assert.Equal((1001u, "sold out"), (first.Error.Code, first.Error.Message));
        Assert.Equal(100u, second.Error.Code);
        Assert.DoesNotContain("secret", second.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Someday\"", 107u)]
    [InlineData("1", 107u)]
    [InlineData("\"Friday\"", 100u)]
    [InlineData("\"Sunday\"", 0u)]
    public async Task Call_OfATypedMethod_TellsTheCallersFaultFromTheWorkers(string data, uint code)
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var client = await Clients.ConnectAsync(hub.Url);
        var type = (JsonTypeInfo<Weekday>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Weekday));
        await using var served = await client.ServeAsync("day", type, type, static (day, _, _) => ValueTask.FromResult(day), cancellationToken: Clients.Patience);

        // The same worker answers again and again.
        for (var i = 0; i < 3; i++)
        {
            var failure = await Record.ExceptionAsync(() => client.CallAsync("day", Clients.Json(data), cancellationToken: Clients.Patience)) as SwitchboardException;
            Assert.Equal(code, failure?.Error.Code ?? 0);
        }
    }

    [Fact]
    public async Task Call_AnswerRefusedForNow_IsAnsweredLater()
    {
        await using var hub = await ClientHub.StartAsync([.. _options, "Limits:CommandsPerSecond=5"]);
        await using var worker = await Clients.ConnectAsync(hub.Url, static options => (options.Backoff.InitialDelay, options.Backoff.MaxDelay) = (TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(2)));
        await using var caller = await Clients.ConnectAsync(hub.Url);
        await using var served = await worker.ServeAsync("busy", async (_, _) =>
        {
            // With connect, serve and the answer these are more than a second has room for.
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => worker.PublishAsync("news", Clients.Json("1"), Clients.Patience)));
            return Clients.Json("1");
        }, cancellationToken: Clients.Patience);

        await caller.CallAsync("busy", default, cancellationToken: Clients.Patience);
    }

    [Fact]
    public async Task Call_WithProgress_HearsOfIt()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var client = await Clients.ConnectAsync(hub.Url);
        var progress = new Recorder<string>();
        await using var served = await client.ServeAsync("work", async (call, stop) =>
        {
            await call.ReportProgressAsync(Clients.Json("50"), stop);
            return Clients.Json("100");
        }, cancellationToken: Clients.Patience);

        var options = new CallOptions { Progress = new Reporter(progress) };
        var answer = await client.CallAsync("work", default, options, Clients.Patience);

        Assert.Equal("50", await progress.NextAsync());
        Assert.Equal("100", System.Text.Encoding.UTF8.GetString(answer.Span));
    }

    [Fact]
    public async Task Call_Cancelled_IsCancelledAtTheWorker()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var worker = await Clients.ConnectAsync(hub.Url);
        await using var caller = await Clients.ConnectAsync(hub.Url);
        var began = new Recorder<bool>();
        var ended = new Recorder<bool>();
        await using var served = await worker.ServeAsync("slow", async (_, stop) =>
        {
            began.Add(true);
            await using var registration = stop.Register(() => ended.Add(true));
            await Task.Delay(Timeout.Infinite, stop);
            return default;
        }, cancellationToken: Clients.Patience);
        using var cancelling = new CancellationTokenSource();
        var calling = caller.CallAsync("slow", default, cancellationToken: cancelling.Token);
        await began.NextAsync();

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        Assert.True(await ended.NextAsync());
    }

    [Fact]
    public async Task Call_PastItsDeadline_IsTheHubsError()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var client = await Clients.ConnectAsync(hub.Url);
        await using var served = await client.ServeAsync("slow", async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return default;
        }, cancellationToken: Clients.Patience);

        var options = new CallOptions { Deadline = TimeSpan.FromMilliseconds(200) };
        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => client.CallAsync("slow", default, options, Clients.Patience));

        Assert.Equal(ErrorCodes.DeadlineExceeded.Code, failure.Error.Code);
    }

    [Fact]
    public async Task Serve_AfterAReconnect_IsServedAgain()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var proxy = new TcpProxy(hub.Port);
        await using var worker = await Clients.ConnectAsync(proxy.Url);
        await using var caller = await Clients.ConnectAsync(hub.Url);
        await using var served = await worker.ServeAsync("echo", (call, _) => ValueTask.FromResult(call.Data), cancellationToken: Clients.Patience);

        proxy.Cut();

        // Between the two connections nobody serves it.
        while (true)
        {
            try
            {
                await caller.CallAsync("echo", Clients.Json("1"), cancellationToken: Clients.Patience);
                break;
            }
            catch (SwitchboardException exception) when (exception.Error.Code is 104 or 411)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Call_SentToItsWorkerAgainAfterACut_IsAnsweredWhileTheFirstTryStillRuns()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var proxy = new TcpProxy(hub.Port);
        await using var busy = await Clients.ConnectAsync(hub.Url);
        await using var worker = await Clients.ConnectAsync(proxy.Url);
        await using var caller = await Clients.ConnectAsync(hub.Url);
        var began = new Recorder<string>();
        var gate = new TaskCompletionSource();
        var tries = 0;
        await using var elsewhere = await busy.ServeAsync("echo", async (call, _) =>
        {
            began.Add("elsewhere");
            await gate.Task;
            return call.Data;
        }, 1, Clients.Patience);
        var occupying = caller.CallAsync("echo", Clients.Json("0"), cancellationToken: Clients.Patience);
        Assert.Equal("elsewhere", await began.NextAsync());
        await using var here = await worker.ServeAsync("echo", async (call, _) =>
        {
            began.Add("here");
            await (Interlocked.Increment(ref tries) == 1 ? gate.Task : Task.CompletedTask);
            return call.Data;
        }, cancellationToken: Clients.Patience);
        var calling = caller.CallAsync("echo", Clients.Json("1"), new CallOptions { IsIdempotent = true }, Clients.Patience);
        Assert.Equal("here", await began.NextAsync());

        proxy.Cut();

        try
        {
            Assert.Equal("1", System.Text.Encoding.UTF8.GetString((await calling).Span));
        }
        finally
        {
            gate.SetResult();
        }

        await occupying;
    }

    [Fact]
    public async Task Calls_AThousandAtOnce_AllEnd()
    {
        await using var hub = await ClientHub.StartAsync([.. _options, "Limits:CommandsPerSecond=100000", "Calls:PendingPerConnection=2000"]);
        await using var worker = await Clients.ConnectAsync(hub.Url);
        await using var caller = await Clients.ConnectAsync(hub.Url);
        await using var served = await worker.ServeAsync("echo", (call, _) => ValueTask.FromResult(call.Data), 100, Clients.Patience);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => caller.CallAsync("echo", Clients.Json($"{number}"), cancellationToken: Clients.Patience)));

        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"{number}"), answers.Select(answer => System.Text.Encoding.UTF8.GetString(answer.Span)), StringComparer.Ordinal);
    }

    private sealed class Reporter(Recorder<string> recorder) : IProgress<ReadOnlyMemory<byte>>
    {
        public void Report(ReadOnlyMemory<byte> value) => recorder.Add(System.Text.Encoding.UTF8.GetString(value.Span));
    }

    [JsonConverter(typeof(Converter))]
    private readonly record struct Weekday(DayOfWeek Day)
    {
        private sealed class Converter : JsonConverter<Weekday>
        {
            public override Weekday Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(Enum.Parse<DayOfWeek>(reader.GetString()!));

            public override void Write(Utf8JsonWriter writer, Weekday value, JsonSerializerOptions options)
            {
                if (value.Day == DayOfWeek.Friday)
                {
                    throw new NotSupportedException("never on a Friday");
                }

                writer.WriteStringValue(value.Day.ToString());
            }
        }
    }
}
