using System.Collections.Concurrent;
using System.Text.Json;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Handlers in all forms in which C# has what is asynchronous.</summary>
public sealed class SocketIoHandlerTests
{
    [Theory]
    [InlineData("lambda")]
    [InlineData("task")]
    [InlineData("method")]
    [InlineData("generic task")]
    [InlineData("once")]
    [InlineData("of all")]
    [InlineData("method of all")]
    public async Task On_AsyncHandlerThatFails_IsAwaitedAndAnsweredWithAnError(string name)
    {
        await using var server = await SioServer.StartAsync(static io => io
            .On("of all", static (_, happened) => FailAsync(happened))
            .On("method of all", FailOfAllAsync)
            .OnConnection(static socket =>
            {
                socket.On("lambda", static async happened => await FailAsync(happened));
                socket.On("task", static happened => FailAsync(happened));
                socket.On("method", FailAsync);
                socket.On("generic task", static happened => FailWithResultAsync());
                socket.Once("once", static happened => FailAsync(happened));
            }));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.StartsWith("430[{\"error\":{\"code\":100,", await socket.AskAsync($"420[\"{name}\"]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnDisconnect_AsyncHandlerFails_OthersAreCalledAllTheSame()
    {
        var reasons = new ConcurrentQueue<string>();
        await using var server = await SioServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.OnDisconnecting(static async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("broken");
            });
            socket.OnDisconnect(static _ => throw new InvalidOperationException("broken"));
            socket.OnDisconnect(static _ => FailWithResultAsync());
            socket.OnDisconnect(reasons.Enqueue);
        }));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        await socket.SendAsync("41");

        Waiting.Until(() => reasons.Count == 1);
    }

    [Fact]
    public async Task On_AsyncVoid_IsRefused()
    {
        await using var server = await SioServer.StartAsync();
#pragma warning disable MA0147 // What an application without this rule does.
        Action<SocketIoSocket> entered = async _ => await Task.Yield();
        Action<SocketIoSocket, SocketIoEvent> happened = async (_, _) => await Task.Yield();
        Action<SocketIoNamespace> begun = async _ => await Task.Yield();
#pragma warning restore MA0147

        Assert.Contains("Task", Assert.Throws<ArgumentException>(() => server.Io.OnConnection(entered)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => server.Io.On("e", happened));
        Assert.Throws<ArgumentException>(() => server.Io.Of(static _ => true, begun));
    }

    [Fact]
    public async Task Get_ConverterOfTheApplicationRefuses_IsTheClientsFault()
    {
        await using var server = await SioServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On<Weekday, string>("day", static day => ValueTask.FromResult(day.Name))));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.StartsWith("430[{\"error\":{\"code\":107,", await socket.AskAsync("420[\"day\",\"Someday\"]"), StringComparison.Ordinal);
    }

    private static async Task FailAsync(SocketIoEvent happened)
    {
        await Task.Yield();
        throw new InvalidOperationException(happened.Name);
    }

    private static Task FailOfAllAsync(SocketIoSocket socket, SocketIoEvent happened) => FailAsync(happened);

    private static async Task<int> FailWithResultAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException("broken");
    }

    [System.Text.Json.Serialization.JsonConverter(typeof(Converter))]
    private readonly record struct Weekday(string Name)
    {
        private sealed class Converter : System.Text.Json.Serialization.JsonConverter<Weekday>
        {
            public override Weekday Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
                => new(Enum.Parse<DayOfWeek>(reader.GetString()!).ToString());

            public override void Write(Utf8JsonWriter writer, Weekday value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
        }
    }
}
