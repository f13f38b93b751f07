using System.Collections.Concurrent;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.InMemory;

/// <summary>Tickets of one node, until it ends. They live by a clock that nobody can set.</summary>
internal sealed class InMemoryTicketStore(Clock clock, Func<int> maxTickets) : ITicketStore
{
    private static readonly SwitchboardException _full = new(ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: as many tickets wait as tickets.maxInMemory allows; try again in a moment, or raise it",
    });

    private readonly ConcurrentDictionary<string, Entry> _byHash = new(StringComparer.Ordinal);

    /// <summary>How many there are, those among them that are only remembered.</summary>
    public int Count => _byHash.Count;

    /// <inheritdoc/>
    public bool Recognizes(string secret) => TicketSecret.Is(secret);

    /// <inheritdoc/>
    public ValueTask<string> AddAsync(TicketContent ticket, TimeSpan remember, CancellationToken cancellationToken)
    {
        if (_byHash.Count >= maxTickets())
        {
            return ValueTask.FromException<string>(_full);
        }

        var secret = TicketSecret.Create();
        var now = clock.Milliseconds;
        var expiresAt = now + Math.Max(0, ticket.ExpiresAt - ticket.CreatedAt);
        _byHash[KeyOf(secret)] = new Entry(ticket, expiresAt) { ForgetAt = expiresAt + (long)remember.TotalMilliseconds };
        return ValueTask.FromResult(secret);
    }

    /// <inheritdoc/>
    public ValueTask<TicketRedemption> RedeemAsync(string secret, TimeSpan remember, CancellationToken cancellationToken)
        => ValueTask.FromResult(Redeem(secret, remember));

    /// <inheritdoc/>
    public ValueTask<TicketPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var now = clock.Milliseconds;
        var found = _byHash
            .Where(entry => entry.Value is { IsUsed: false } ticket && ticket.ExpiresAt > now && string.CompareOrdinal(entry.Key, cursor) > 0)
            .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToArray();
        var page = found.Take(limit).ToArray();
        return ValueTask.FromResult(new TicketPage([.. page.Select(static entry => entry.Value.Content with { Id = TicketSecret.IdOf(Convert.FromBase64String(entry.Key)) })], found.Length > limit ? page[^1].Key : null));
    }

    /// <summary>Forgets what is to be forgotten.</summary>
    public void Expire()
    {
        var now = clock.Milliseconds;
        foreach (var (hash, entry) in _byHash)
        {
            if (entry.ForgetAt <= now)
            {
                _byHash.TryRemove(hash, out _);
            }
        }
    }

    private TicketRedemption Redeem(string secret, TimeSpan remember)
    {
        var now = clock.Milliseconds;
        if (!_byHash.TryGetValue(KeyOf(secret), out var entry) || entry.ForgetAt <= now)
        {
            return TicketRedemption.Unknown;
        }

        if (now >= entry.ExpiresAt && !entry.IsUsed)
        {
            return TicketRedemption.Expired;
        }

        if (!entry.TryUse())
        {
            return TicketRedemption.Used;
        }

        entry.ForgetAt = now + (long)remember.TotalMilliseconds;
        return TicketRedemption.Of(entry.Content);
    }

    private static string KeyOf(string secret) => Convert.ToBase64String(TicketSecret.Hash(secret));

    private sealed class Entry(TicketContent content, long expiresAt)
    {
        private int _isUsed;
        private long _forgetAt;

        public TicketContent Content => content;

        public long ExpiresAt => expiresAt;

        public bool IsUsed => Volatile.Read(ref _isUsed) != 0;

        public long ForgetAt
        {
            get => Volatile.Read(ref _forgetAt);
            set => Volatile.Write(ref _forgetAt, value);
        }

        public bool TryUse() => Interlocked.Exchange(ref _isUsed, 1) == 0;
    }
}
