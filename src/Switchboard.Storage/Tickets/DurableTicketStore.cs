using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Tickets;

/// <summary>Tickets in a database.</summary>
internal sealed class DurableTicketStore(CommitQueue commits, StoreReader reader, TimeProvider time) : IDurableTicketStore
{
    // What a row takes beside its body, roughly.
    private const int Overhead = 256;

    private static readonly ErrorCode _noCursor = ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: cursor is none that a page ended with",
        Details = new ErrorDetails { Field = "cursor" },
    };

    private readonly StatementHandler _handler = new();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public bool Recognizes(string secret) => TicketSecret.Is(secret);

    /// <inheritdoc/>
    public async ValueTask<string> AddAsync(TicketContent ticket, TimeSpan remember, CancellationToken cancellationToken)
    {
        var secret = TicketSecret.Create();
        var (hash, body) = (TicketSecret.Hash(secret), ticket.ToUtf8());
        var forgetAt = ticket.ExpiresAt + (long)remember.TotalMilliseconds;
        await SubmitAsync(body.Length, session => TicketSql.AddAsync(session, hash, ticket.ExpiresAt, forgetAt, body), cancellationToken);
        return secret;
    }

    /// <inheritdoc/>
    public async ValueTask<TicketRedemption> RedeemAsync(string secret, TimeSpan remember, CancellationToken cancellationToken)
    {
        var (hash, now) = (TicketSecret.Hash(secret), Now);
        var forgetAt = now + (long)remember.TotalMilliseconds;
        return await SubmitAsync(0, session => TicketSql.UseAsync(session, hash, now, forgetAt), cancellationToken) switch
        {
            ({ } body, _) => TicketRedemption.Of(TicketContent.Parse(body)),
            (null, null) => TicketRedemption.Unknown,
            (null, 0) => TicketRedemption.Expired,
            _ => TicketRedemption.Used,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<TicketPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var wanted = new { after = HashOf(cursor), now = Now, limit = limit + 1L };
        var rows = await reader.ReadAsync(connection => connection.QueryRowsAsync<TicketRow>(TicketSql.List, wanted), cancellationToken);
        var page = rows.Take(limit).ToArray();
        return new TicketPage([.. page.Select(static row => TicketContent.Parse(row.Body) with { Id = TicketSecret.IdOf(row.Hash) })], rows.Count > limit ? Convert.ToHexStringLower(page[^1].Hash) : null);
    }

    private static byte[] HashOf(string? cursor)
    {
        try
        {
            return cursor is null ? [] : Convert.FromHexString(cursor);
        }
        catch (FormatException exception)
        {
            throw new SwitchboardException(_noCursor, exception);
        }
    }

    private async ValueTask<TResult> SubmitAsync<TResult>(int bytes, Func<WriteSession, Task<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new StatementWrite<TResult>(_handler, bytes + Overhead, execute), cancellationToken);
}

/// <summary>Removes tickets that are past their time.</summary>
internal sealed class TicketSweep(TimeProvider time) : SweepHandler(time)
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> SweepAsync(WriteSession session, long now)
        => await session.Connection.ExecuteAsync(TicketSql.Sweep, new { now, limit = BatchSize }, session.Transaction) == BatchSize;
}
