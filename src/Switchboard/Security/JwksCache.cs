using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Switchboard.Security;

/// <summary>The keys of one address, fetched when they are needed. Safe to call from any thread; all callers share one fetch.</summary>
/// <remarks>
/// Keys stay when a fetch fails. A set that has expired serves while it is fetched again, but not one that expired as long ago as it was
/// to live: then its keys are not believed before the fetch has ended.
/// </remarks>
internal sealed class JwksCache(JwksClient client, TimeSpan lifetime, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _fetchDeadline = TimeSpan.FromSeconds(10);

    // Anyone can send tokens that name keys nobody has; they must not become requests to the issuer.
    private static readonly TimeSpan _minInterval = TimeSpan.FromSeconds(30);

    // Until there are keys nobody gets in, so the first fetch is repeated sooner.
    private static readonly TimeSpan _minIntervalWithoutKeys = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile JwksState _state = JwksState.Initial;
    private Task _fetch = Task.CompletedTask;

    /// <summary>Finds the key of a token, fetching the set when it is unknown or the set is too old.</summary>
    /// <param name="algorithm">The algorithm that the token names.</param>
    /// <param name="keyId">The key that the token names, or empty.</param>
    /// <param name="cancellationToken">Stops waiting; the fetch goes on for the others.</param>
    public ValueTask<JwksAnswer> FindAsync(string algorithm, string keyId, CancellationToken cancellationToken)
    {
        var state = _state;
        var parameters = state.Keys.Find(algorithm, keyId);
        if (parameters is null)
        {
            return FindFetchedAsync(FetchUnlessRecent(), algorithm, keyId, cancellationToken);
        }

        var age = state.LoadedAt is { } loadedAt ? time.GetElapsedTime(loadedAt) : TimeSpan.MaxValue;
        if (age < lifetime)
        {
            return ValueTask.FromResult(new JwksAnswer(parameters));
        }

        var fetch = FetchUnlessRecent();

        // With the issuer slow or down, old keys serve at once instead of making each handshake wait for it.
        return state.HasFailed || age < 2 * lifetime
            ? ValueTask.FromResult(new JwksAnswer(parameters))
            : FindFetchedAsync(fetch, algorithm, keyId, cancellationToken);
    }

    private async ValueTask<JwksAnswer> FindFetchedAsync(Task fetch, string algorithm, string keyId, CancellationToken cancellationToken)
    {
        await fetch.WaitAsync(cancellationToken);
        var state = _state;
        var parameters = state.Keys.Find(algorithm, keyId);
        return new JwksAnswer(parameters, IsUnavailable: parameters is null && state.HasFailed);
    }

    private Task FetchUnlessRecent()
    {
        lock (_gate)
        {
            if (_fetch.IsCompleted && !IsRecent(_state))
            {
                _fetch = FetchAsync();
            }

            return _fetch;
        }
    }

    private bool IsRecent(JwksState state) => state.AttemptedAt is { } attemptedAt
        && time.GetElapsedTime(attemptedAt) < (state.LoadedAt is null ? _minIntervalWithoutKeys : _minInterval);

    private async Task FetchAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var attemptedAt = time.GetTimestamp();
        try
        {
            using var deadline = new CancellationTokenSource(_fetchDeadline, time);
            var keys = await client.FetchAsync(deadline.Token);
            _state = new JwksState { Keys = keys, LoadedAt = time.GetTimestamp(), AttemptedAt = attemptedAt };
        }
        catch (Exception exception)
        {
            // Whatever it was, the deadline included: the callers wait for an outcome, and the old keys stay.
            _state = _state with { AttemptedAt = attemptedAt, HasFailed = true };
            SecurityLog.FetchFailed(logger, client.Address, exception);
        }
    }
}

/// <summary>What is known of a key set after a fetch, or before the first.</summary>
internal sealed record JwksState
{
    /// <summary>Nothing fetched yet.</summary>
    public static JwksState Initial { get; } = new();

    /// <summary>The keys of the last fetch that succeeded.</summary>
    public TokenKeySet Keys { get; init; } = TokenKeySet.Empty;

    /// <summary>When that fetch ended, a timestamp of the clock; null before the first.</summary>
    public long? LoadedAt { get; init; }

    /// <summary>When the last fetch began, a timestamp of the clock; null before the first.</summary>
    public long? AttemptedAt { get; init; }

    /// <summary>Whether the last fetch failed.</summary>
    public bool HasFailed { get; init; }
}

/// <summary>What a key set says about one token's key.</summary>
/// <param name="Parameters">What checks the signature; null where the set has no such key.</param>
/// <param name="IsUnavailable">Whether the set might have it, but cannot be fetched at the moment.</param>
internal readonly record struct JwksAnswer(TokenValidationParameters? Parameters, bool IsUnavailable = false);
