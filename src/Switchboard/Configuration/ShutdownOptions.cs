using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>How the server stops.</summary>
public sealed class ShutdownOptions
{
    /// <summary>Seconds over which connections are told to go elsewhere (3001), so that they do not all come back at once.</summary>
    [Range(0, 3600)]
    public int DrainSeconds { get; set; } = 5;

    /// <summary>Seconds that connections then have to take what is left and to answer; those that are left are cut.</summary>
    [Range(0, 3600)]
    public int CloseTimeoutSeconds { get; set; } = 3;
}
