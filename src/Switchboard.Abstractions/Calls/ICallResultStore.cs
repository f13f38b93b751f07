namespace Switchboard.Extensibility;

/// <summary>Remembers calls that were made under an idempotency key, and what they came to.</summary>
/// <remarks>A store is asked about one key by one caller at a time. Members may throw <see cref="SwitchboardException"/>: nothing is changed then, as far as is known.</remarks>
public interface ICallResultStore
{
    /// <summary>Notes that a call begins, unless the key is known. Complete when that is as safe as the store makes it.</summary>
    /// <param name="key">The key, its caller and the method, in one text.</param>
    /// <param name="rememberFor">How long it is known, unless <see cref="EndAsync"/> says otherwise.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null where the call begins now; else what is known of it.</returns>
    ValueTask<CallResult?> BeginAsync(string key, TimeSpan rememberFor, CancellationToken cancellationToken);

    /// <summary>Notes what a call came to.</summary>
    /// <param name="key">The key.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="rememberFor">How long it is known from now on.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask EndAsync(string key, CallResult result, TimeSpan rememberFor, CancellationToken cancellationToken);

    /// <summary>Forgets a call that had no effect, so that it may be made again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ForgetAsync(string key, CancellationToken cancellationToken);
}

/// <summary>A store of calls' results that survives a restart. It keeps those of methods whose namespace says <c>storage: durable</c>.</summary>
/// <remarks>While its database is away, all members throw <see cref="SwitchboardException"/> with error 108, and with 111 where more waits than its limits allow.</remarks>
public interface IDurableCallResultStore : ICallResultStore;

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
