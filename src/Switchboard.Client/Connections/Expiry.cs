namespace Switchboard.Client.Connections;

/// <summary>When to renew what expires.</summary>
internal static class Expiry
{
    private static readonly TimeSpan _mostAhead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _longestTimer = TimeSpan.FromDays(40);

    /// <summary>A quarter of the time ahead, and at most half a minute.</summary>
    public static TimeSpan RefreshAfter(uint secondsToLive)
    {
        var life = TimeSpan.FromSeconds(secondsToLive);
        var ahead = life / 4 < _mostAhead ? life / 4 : _mostAhead;
        var due = life - ahead;
        return due < _longestTimer ? due : _longestTimer;
    }
}
