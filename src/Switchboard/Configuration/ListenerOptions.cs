using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>How the stand-alone server reads its WebSockets. Needs a restart.</summary>
public sealed class ListenerOptions
{
    /// <summary>Whether plain upgrades to WebSocket leave the web server before HTTP and are read by event loops, which takes half the memory and processor time. Linux only; elsewhere, and under TLS, the web server serves them.</summary>
    public bool TakeUpgrades { get; set; } = true;

    /// <summary>Threads that read those connections. 0 is half of the processors, at least one.</summary>
    [Range(0, 256)]
    public int EventLoops { get; set; }
}
