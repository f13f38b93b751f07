using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Devices: machines that connect with a key of their own.</summary>
public sealed class DeviceOptions
{
    /// <summary>Whether devices may enrol and connect.</summary>
    public bool Enabled { get; set; }

    /// <summary>Whether the server subscribes each device to the channel <c>device:</c> with its id, which nobody else may follow then. Needs a namespace <c>device</c>.</summary>
    public bool Subscribe { get; set; }

    /// <summary>What an id must begin with that a device chooses for itself, with an enrolment code that is for no id. It keeps devices from the user ids of people. Letters and digits of ASCII, <c>-</c> and <c>_</c>; empty for no rule.</summary>
    public string IdPrefix { get; set; } = "";

    /// <summary>Seconds in which a device must have answered a challenge.</summary>
    [Range(5, 300)]
    public int ChallengeSeconds { get; set; } = 30;

    /// <summary>Seconds for which an enrolment code is good, unless whoever asks for it wants less.</summary>
    [Range(60, 2_592_000)]
    public int EnrolmentSeconds { get; set; } = 3600;

    /// <summary>How many devices there may be.</summary>
    [Range(1, 1_000_000)]
    public int Max { get; set; } = 10_000;

    /// <summary>The most bytes of a public key, as it is sent.</summary>
    [Range(256, 65_536)]
    public int MaxKeyBytes { get; set; } = 8192;

    /// <summary>Seconds after which it is written down again that a connected device is there.</summary>
    [Range(10, 86_400)]
    public int SeenIntervalSeconds { get; set; } = 300;
}
