using System.Runtime.InteropServices;

namespace Switchboard.Timing;

/// <summary>Counts what each of many parties does within a window of time, and remembers nothing beyond it.</summary>
/// <remarks>
/// Memory is bounded: parties beyond <see cref="MaxParties"/> in one window are counted together. The framework's rate limiters keep
/// an object for each party, any number of them, by a clock of their own.
/// </remarks>
/// <param name="window">How long it is counted before it begins anew.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class RateTable<TParty>(TimeSpan window, Clock clock)
    where TParty : notnull
{
    /// <summary>How many are told apart.</summary>
    public const int MaxParties = 65_536;

    // What a crowd needed once is given back.
    private const int KeptCapacity = 1024;

    private readonly Lock _lock = new();
    private readonly long _length = (long)window.TotalMilliseconds;
    private Dictionary<TParty, int> _counts = [];
    private long _window;
    private int _others;

    /// <summary>Counts one more.</summary>
    /// <param name="party">Whose.</param>
    /// <param name="limit">How many each may have in a window.</param>
    /// <returns>The seconds until the next window where there are too many; 0 where there are not.</returns>
    public int Take(TParty party, int limit)
    {
        lock (_lock)
        {
            var left = Advance();
            ref var count = ref Find(party);
            count = count <= limit ? count + 1 : count;
            return count <= limit ? 0 : left;
        }
    }

    /// <summary>Whether a party has had as many as it may, with the seconds until the next window; 0 where it has not.</summary>
    /// <inheritdoc cref="Take"/>
    public int Look(TParty party, int limit)
    {
        lock (_lock)
        {
            var left = Advance();
            var count = _counts.TryGetValue(party, out var known) ? known : _counts.Count < MaxParties ? 0 : _others;
            return count < limit ? 0 : left;
        }
    }

    private ref int Find(TParty party)
    {
        if (_counts.Count >= MaxParties && !_counts.ContainsKey(party))
        {
            return ref _others;
        }

        return ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, party, out _)!;
    }

    /// <summary>Begins a new window when it is time. The seconds until the next.</summary>
    private int Advance()
    {
        var now = clock.Milliseconds;
        if (now / _length != _window)
        {
            _window = now / _length;
            _others = 0;
            if (_counts.Count > KeptCapacity)
            {
                _counts = [];
            }
            else
            {
                _counts.Clear();
            }
        }

        return (int)((_length - (now % _length) + 999) / 1000);
    }
}
