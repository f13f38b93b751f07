namespace Switchboard;

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
