using Microsoft.Extensions.Logging;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Lifecycle;
using Switchboard.Timing;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What all members of the hub that speak Socket.IO share.</summary>
internal sealed record SocketIoHubContext(
    CommandHandlers Commands, ConnectionManager Manager, ConnectionRegistry Connections, SettingsHolder Settings, Clock Clock, HubMetrics Metrics, CallAcks Calls,
    ILogger<SocketIoHubSession> Logger);
