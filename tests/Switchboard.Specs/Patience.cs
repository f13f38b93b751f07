namespace Switchboard.Specs;

/// <summary>How long tests wait for what has to happen. No test is about this time.</summary>
public static class Patience
{
    /// <summary>Longer than anything takes, even on a slow machine that has much else to do.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(3);
}
