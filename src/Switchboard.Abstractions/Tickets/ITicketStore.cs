namespace Switchboard.Extensibility;

/// <summary>Keeps one-time connection tickets until they are used or expire.</summary>
/// <remarks>
/// <para>Contract, held by <c>TicketStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>However many redeem a ticket at once, on however many nodes, one of them succeeds.</item>
/// <item>A ticket succeeds before the moment at which it expires, and not from that moment on.</item>
/// <item>One that was used, or that expired, is remembered for as long as is asked for: until then it is told what it was, then it is unknown.</item>
/// <item>What was never used vanishes by itself.</item>
/// <item>A store keeps no secret that lets anybody in, unless a foreign format demands it.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with; no ticket is used up then.</item>
/// <item>All members are safe to call from any thread. A store in memory completes synchronously.</item>
/// </list>
/// </remarks>
public interface ITicketStore
{
    /// <summary>Whether a text has the form of this store's tickets. Asked at each connect.</summary>
    /// <param name="secret">What a client brought.</param>
    bool Recognizes(string secret);

    /// <summary>Keeps a new ticket.</summary>
    /// <param name="ticket">What it is for.</param>
    /// <param name="remember">How long it is remembered once it was used or has expired.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be kept, and nobody has its secret.</param>
    /// <returns>Its secret, made by <see cref="System.Security.Cryptography.RandomNumberGenerator"/> of at least 128 bits.</returns>
    ValueTask<string> AddAsync(TicketContent ticket, TimeSpan remember, CancellationToken cancellationToken);

    /// <summary>Uses a ticket up.</summary>
    /// <param name="secret">What a client brought; of the form that <see cref="Recognizes"/> tells.</param>
    /// <param name="remember">How long it is remembered.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be used up.</param>
    ValueTask<TicketRedemption> RedeemAsync(string secret, TimeSpan remember, CancellationToken cancellationToken);

    /// <summary>Lists tickets that can still be used, in an order that stays the same: what is there all the time is in one page, and once.</summary>
    /// <param name="cursor">Where the page before ended; null for the first page. It tells no secret.</param>
    /// <param name="limit">How many at most; a page may have fewer though others follow.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    /// <exception cref="SwitchboardException">The cursor is none (107), or the store cannot be asked.</exception>
    ValueTask<TicketPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken);
}

/// <summary>A page of tickets.</summary>
/// <param name="Tickets">What they say.</param>
/// <param name="Cursor">Where it ends; null where none follows.</param>
public sealed record TicketPage(IReadOnlyList<TicketContent> Tickets, string? Cursor);

/// <summary>A ticket store that survives a restart.</summary>
public interface IDurableTicketStore : ITicketStore;

/// <summary>A ticket store outside of the hub, such as Redis, which other programs may share.</summary>
public interface IExternalTicketStore : ITicketStore;

/// <summary>What became of an attempt to use a ticket.</summary>
/// <param name="State">What it is.</param>
/// <param name="Content">What it is for; null unless it was valid.</param>
public readonly record struct TicketRedemption(TicketState State, TicketContent? Content)
{
    /// <summary>It was none, or has been forgotten.</summary>
    public static TicketRedemption Unknown { get; } = new(TicketState.Unknown, null);

    /// <summary>It was used before.</summary>
    public static TicketRedemption Used { get; } = new(TicketState.Used, null);

    /// <summary>It came too late.</summary>
    public static TicketRedemption Expired { get; } = new(TicketState.Expired, null);

    /// <summary>It was valid, and is used up now.</summary>
    /// <param name="content">What it is for.</param>
    public static TicketRedemption Of(TicketContent content) => new(TicketState.Valid, content);
}

/// <summary>What a ticket is to whoever brings it.</summary>
public enum TicketState
{
    /// <summary>There is none of that secret, or it has been forgotten.</summary>
    Unknown,

    /// <summary>It was valid, and is used up now.</summary>
    Valid,

    /// <summary>Somebody used it before.</summary>
    Used,

    /// <summary>Its time is over.</summary>
    Expired,
}
