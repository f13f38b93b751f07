namespace Switchboard.Commands.Calls;

/// <summary>Somebody's wish to call a method.</summary>
internal sealed record CallRequest(string Method, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether <see cref="Data"/> came out of a JSON reader and has no line breaks.</summary>
    public bool IsCheckedJson { get; init; }

    /// <summary>The user whose connection is to answer; null for any.</summary>
    public string? User { get; init; }

    /// <summary>The connection that is to answer, by its client id; null for any.</summary>
    public string? Client { get; init; }

    /// <summary>By what the calling connection wants to hear of progress, and to cancel; empty for neither.</summary>
    public string Id { get; init; } = "";

    /// <summary>The time in which to answer; null for the default.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Whether it does no harm to carry the call out twice.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>A key under which the call takes effect once, however often the same caller asks; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Hears of progress, where no connection calls.</summary>
    public IProgress<ReadOnlyMemory<byte>>? Progress { get; init; }
}
