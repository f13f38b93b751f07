using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Xunit;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>A client's connection: what it asks, what it is answered and what it is told, in one form for all wires.</summary>
internal abstract class WireConnection(WireTransport transport, TimeSpan patience) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<WireAnswer>> _pending = new();
    private readonly Channel<WireEvent> _events = Channel.CreateUnbounded<WireEvent>();
    private readonly Channel<WireEvent> _pings = Channel.CreateUnbounded<WireEvent>();
    private readonly Lock _lock = new();
    private TaskCompletionSource _reading = Completed();
    private WireAnswer? _end;
    private Exception? _failure;
    private long _lastId;
    private bool _isDisposed;

    protected WireTransport Transport => transport;

    /// <summary>Whether the transport has been opened.</summary>
    protected bool IsOpened { get; private set; }

    /// <summary>The HTTP status by which the client was refused; 0 where it was not.</summary>
    public int RefusedStatus => transport.RefusedStatus;

    /// <summary>The code of the last message of a wire whose transport has none, and whether the client may come back.</summary>
    protected (uint Code, string Reason, bool Reconnect)? Told { get; set; }

    /// <summary>Connects.</summary>
    /// <param name="token">The connection token; empty for none.</param>
    /// <param name="fields">More fields of the connect request, as <c>"data":1</c>.</param>
    public abstract Task<WireAnswer> ConnectAsync(string token = "", string fields = "");

    /// <summary>Opens the connection and says nothing.</summary>
    public abstract Task OpenAsync();

    /// <summary>Sends a command about a channel or the connection.</summary>
    public abstract Task<WireAnswer> CommandAsync(string name, string fields);

    /// <summary>Asks for one of the operations that have the same fields on every wire.</summary>
    public abstract Task<WireAnswer> OperateAsync(string name, string fields);

    /// <summary>Answers the server's ping once it has come; where the client pings, pings and awaits the answer.</summary>
    public abstract Task KeepAliveAsync();

    /// <summary>Sends what keeps the connection alive, unasked.</summary>
    public abstract Task SendPongAsync();

    /// <summary>Sends a message to the application.</summary>
    public abstract Task SendMessageAsync(string data);

    /// <summary>Ends the connection in order.</summary>
    public virtual Task LeaveAsync() => transport.LeaveAsync();

    /// <summary>The result of a command that must succeed.</summary>
    public async Task<JsonElement> ResultAsync(string name, string fields) => Succeeded(name, await CommandAsync(name, fields));

    /// <summary>The result of an operation that must succeed.</summary>
    public async Task<JsonElement> ResultOfAsync(string name, string fields) => Succeeded(name, await OperateAsync(name, fields));

    /// <summary>The next event, pings apart.</summary>
    public async Task<WireEvent> NextAsync() => await InTimeAsync(_events.Reader.ReadAsync().AsTask());

    /// <summary>The next event, which must be of this kind.</summary>
    public async Task<WireEvent> NextAsync(WireEventKind kind)
    {
        var next = await NextAsync();
        Assert.True(next.Kind == kind, $"{kind} was expected, and {next} came.");
        return next;
    }

    /// <summary>The next event of this kind; others are passed over.</summary>
    public async Task<WireEvent> FindAsync(WireEventKind kind)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.Kind == kind)
            {
                return next;
            }

            Assert.True(next.Kind != WireEventKind.Closed, $"{kind} was expected, and {next} came.");
        }
    }

    public Task<WireEvent> PingAsync() => InTimeAsync(_pings.Reader.ReadAsync().AsTask());

    /// <summary>Whether everything sent so far has been taken: the answer to another command has come, whatever it is.</summary>
    public async Task<WireAnswer> SettleAsync() => await CommandAsync("unsubscribe", """{"channel":"room:nobody-is-here"}""");

    /// <summary>Reads no more, until it is told to go on.</summary>
    public void StopReading() => _reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOnReading() => _reading.TrySetResult();

    /// <summary>Ends the connection without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            GoOnReading();
            await transport.DisposeAsync();
        }
    }

    /// <summary>Takes what came, in as many messages as there are in it.</summary>
    protected abstract void Take(byte[] frame);

    protected void Raise(WireEventKind kind, string channel = "", JsonElement body = default)
        => (kind == WireEventKind.Ping ? _pings : _events).Writer.TryWrite(new WireEvent(kind, channel, body));

    protected void Complete(long id, WireAnswer answer)
    {
        if (_pending.TryRemove(id, out var waiting))
        {
            waiting.TrySetResult(answer);
        }
    }

    protected (long Id, Task<WireAnswer> Answer) Expect()
    {
        var id = Interlocked.Increment(ref _lastId);
        var waiting = new TaskCompletionSource<WireAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _pending[id] = waiting;
            if (_end is not null)
            {
                End(waiting, _end);
            }
        }

        return (id, InTimeAsync(waiting.Task));
    }

    protected void BeginReading()
    {
        IsOpened = true;
        _ = ReadAsync();
    }

    protected Task<T> InTimeAsync<T>(Task<T> task) => task.WaitAsync(patience, TestContext.Current.CancellationToken);

    protected async Task TrySendAsync(byte[] message)
    {
        try
        {
            await transport.SendAsync(message);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The end is told by what is received.
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private static bool IsEnd(Exception exception)
        => exception is IOException or WebSocketException or HttpRequestException or OperationCanceledException or ObjectDisposedException;

    private static JsonElement Succeeded(string name, WireAnswer answer)
    {
        Assert.True(answer is { Code: 0, IsClosed: false }, $"{name} was answered {answer}.");
        return answer.Result;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await transport.ReceiveAsync() is { } frame)
            {
                Take(frame);
                await _reading.Task;
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The end, without a word.
        }
        catch (Exception exception)
        {
            // The test itself is wrong, or what came is.
            _failure = exception;
            _events.Writer.TryComplete(exception);
        }

        End();
    }

    private void End()
    {
        var code = transport.CloseCode;
        var (number, reason, reconnect) = Told ?? (code, transport.CloseReason, code is < 3500 or (>= 4000 and < 4500));
        number = number == 0 ? code : number;
        reason = reason.Length == 0 ? transport.CloseReason : reason;
        lock (_lock)
        {
            _end = new WireAnswer(number, reason, default) { IsClosed = true };
            foreach (var waiting in _pending.Values)
            {
                End(waiting, _end);
            }
        }

        Raise(WireEventKind.Closed, body: JsonSerializer.SerializeToElement(new { code = number, reason, reconnect }));
    }

    private void End(TaskCompletionSource<WireAnswer> waiting, WireAnswer end)
    {
        if (_failure is null)
        {
            waiting.TrySetResult(end);
        }
        else
        {
            waiting.TrySetException(_failure);
        }
    }
}
