namespace Switchboard.Tests.Wires;

[OnWire(WireKind.WebSocketJson)]
public sealed class WebSocketJsonTests : WireSpec;

[OnWire(WireKind.WebSocketProtobuf)]
public sealed class WebSocketProtobufTests : WireSpec;

[OnWire(WireKind.DirectWebSocketJson)]
public sealed class DirectWebSocketJsonTests : WireSpec;

[OnWire(WireKind.Sse)]
public sealed class SseTests : WireSpec;

[OnWire(WireKind.HttpStreamJson)]
public sealed class HttpStreamJsonTests : WireSpec;

[OnWire(WireKind.HttpStreamProtobuf)]
public sealed class HttpStreamProtobufTests : WireSpec;

[OnWire(WireKind.UniSse)]
public sealed class UniSseTests : WireSpec;

[OnWire(WireKind.SocketIo5WebSocket)]
public sealed class SocketIo5WebSocketTests : WireSpec;

[OnWire(WireKind.SocketIo5Polling)]
public sealed class SocketIo5PollingTests : WireSpec;

[OnWire(WireKind.DirectSocketIo5)]
public sealed class DirectSocketIo5Tests : WireSpec;

[OnWire(WireKind.SocketIo4WebSocket)]
public sealed class SocketIo4WebSocketTests : WireSpec;

[OnWire(WireKind.SocketIo4Polling)]
public sealed class SocketIo4PollingTests : WireSpec;
