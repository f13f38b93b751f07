namespace Switchboard.Client;

/// <summary>Which part of a channel's history is wanted.</summary>
public sealed record HistoryOptions
{
    /// <summary>How many publications at most; 0 for the newest position alone, negative for as many as the hub gives at once. All unless set.</summary>
    public int Limit { get; init; } = -1;

    /// <summary>Behind which position, or before it where <see cref="IsReverse"/> is set; null for the whole history.</summary>
    public Position? Since { get; init; }

    /// <summary>Whether the newest comes first.</summary>
    public bool IsReverse { get; init; }
}
