using Microsoft.Extensions.Logging;
using Switchboard.Bus;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Lifecycle;
using Switchboard.Timing;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>What all sessions of the protocol share.</summary>
internal sealed record CentrifugeContext(
    CommandHandlers Commands, ConnectionManager Manager, NodeIdentity Node, SettingsHolder Settings, Clock Clock, HubMetrics Metrics,
    ILogger<CentrifugeSession> Logger);
