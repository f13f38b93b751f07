namespace Switchboard.Client;

/// <summary>How long to wait before something is tried again: a random time, from nothing to a bound that doubles with each attempt.</summary>
public sealed class BackoffOptions
{
    /// <summary>The bound of the first wait. 200 ms unless set.</summary>
    public TimeSpan InitialDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The bound that waits grow to. 20 s unless set.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection has to hold until the waits begin small again. 1 s unless set.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(1);
}
