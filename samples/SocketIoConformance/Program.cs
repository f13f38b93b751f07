// What the conformance suites of the Engine.IO and Socket.IO protocols expect, on port 3000: dotnet run --project samples/SocketIoConformance
using SocketIoConformance;
using Switchboard.Hosting;
using Switchboard.Protocols.EngineIo;
using Switchboard.Protocols.SocketIo;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddSwitchboardRedaction();
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://localhost:3000");
builder.Services.AddSocketIo();
var app = builder.Build();

// The suites' settings, unless the command line has others.
var pingInterval = TimeSpan.FromMilliseconds(app.Configuration.GetValue("pingMilliseconds", 300));
var pingTimeout = TimeSpan.FromMilliseconds(app.Configuration.GetValue("pingMilliseconds", 200));
app.MapEngineIo("/engine.io/", new EchoHandler(), new EngineIoOptions { PingInterval = pingInterval, PingTimeout = pingTimeout });
app.MapSocketIo(configure: options =>
{
    options.PingInterval = pingInterval;
    options.PingTimeout = pingTimeout;
    options.ConnectTimeout = TimeSpan.FromSeconds(1);
    options.MaxPayloadBytes = app.Configuration.GetValue("maxPayloadBytes", 1_000_000);
    options.RecoveryTime = TimeSpan.FromSeconds(app.Configuration.GetValue("recoverySeconds", 0));
});

var io = app.Services.GetRequiredService<SocketIoServer>();
io.OnConnection(Answer);
io.Of("/custom").OnConnection(Answer);
await app.RunAsync();

static void Answer(SocketIoSocket socket)
{
    socket.Emit("auth", socket.Handshake.Auth);
    socket.On("message", happened => socket.Emit("message-back", happened.Arguments));
    socket.On("message-with-ack", happened => happened.Ack(happened.Arguments));
}
