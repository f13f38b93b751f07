namespace Switchboard.Configuration;

/// <summary>Who may read <c>/metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Whether <c>/metrics</c> answers other machines. Where it does not, requests from them, and those that a proxy passed on, get HTTP 403.</summary>
    public bool AllowRemote { get; set; }
}
