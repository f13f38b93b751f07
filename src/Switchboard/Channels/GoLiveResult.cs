namespace Switchboard.Channels;

/// <summary>What became of a subscription when its client knew where it starts.</summary>
internal enum GoLiveResult
{
    /// <summary>It receives what comes.</summary>
    Live,

    /// <summary>It has missed something already and must be ended.</summary>
    Behind,

    /// <summary>It had ended before.</summary>
    Ended,
}
