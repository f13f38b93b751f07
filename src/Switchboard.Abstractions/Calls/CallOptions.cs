namespace Switchboard;

/// <summary>Who is to answer a call, and how. Everything is optional.</summary>
public sealed record CallOptions
{
    /// <summary>Anybody, in the default time.</summary>
    public static CallOptions None { get; } = new();

    /// <summary>The user one of whose connections is to answer: it must serve the method. Null for anybody.</summary>
    public string? User { get; init; }

    /// <summary>The connection that is to answer, by its client id: it must serve the method. Null for anybody.</summary>
    public string? Client { get; init; }

    /// <summary>The time in which to answer; at most <c>calls.maxDeadlineSeconds</c>. Null for <c>calls.defaultDeadlineSeconds</c>.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Whether it does no harm to carry the call out twice: it goes to another worker when the one that has it vanishes.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>
    /// A key under which the call is carried out once, however often the same caller asks: within <c>calls.resultWindowSeconds</c> the first
    /// result, or error, is given again. Such a call goes on when its caller's connection is lost. Null for none.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Hears of progress: one JSON value each. Called on the thread that the message came in on; must not block. Null for nobody.</summary>
    public IProgress<ReadOnlyMemory<byte>>? Progress { get; init; }
}
