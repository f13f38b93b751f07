using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Lifecycle;
using Switchboard.Timing;
using Switchboard.Transports;

namespace Switchboard.Protocols.EngineIo;

/// <summary>What all Engine.IO endpoints share.</summary>
internal sealed record EngineIoServices(
    CrossOrigin CrossOrigin, ConnectionLimiter ConnectionLimiter, ConnectionManager Manager, SettingsHolder Settings, Clock Clock, TimeProvider Time, HubMetrics Metrics, Supervisor Supervisor,
    ILogger<EngineIoServer> Logger);
