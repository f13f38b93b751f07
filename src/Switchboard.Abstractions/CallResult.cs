namespace Switchboard;

/// <summary>What is known of a call that was made under an idempotency key.</summary>
public sealed record CallResult
{
    /// <summary>It has begun; what it came to is not known.</summary>
    public static CallResult Begun { get; } = new();

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded { get; init; }

    /// <summary>The error that it ended with; null for none.</summary>
    public ErrorCode? Error { get; init; }

    /// <summary>What the method returned: JSON; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
