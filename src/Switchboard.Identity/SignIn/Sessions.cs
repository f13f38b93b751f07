using System.Collections.Immutable;
using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Records;

namespace Switchboard.Identity.SignIn;

/// <summary>Sessions: begun by a sign-in, carried on by refresh tokens or a cookie, listed, and ended one by one.</summary>
internal sealed class Sessions(IRecordStore store, InstructionExecutor instructions, SettingsHolder settings, IAuditLog audit, TimeProvider time)
{
    private const int KeptUsedHashes = 16;
    private const int MaxClientLength = 200;
    private const long TouchMilliseconds = 60_000;
    private const int MaxSecretLength = 256;

    private readonly RecordSet<Session> _records = new(store, "session", RecordJsonContext.Default.Session);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a session.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="isOfPages">Whether a browser's pages go on with it, by a cookie.</param>
    /// <param name="address">The remote address.</param>
    /// <param name="client">What the browser or program says of itself.</param>
    /// <param name="idToken">The token of the OpenID Connect provider; empty for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<OpenSession> BeginAsync(Account account, bool isOfPages, string address, string client, string idToken, CancellationToken cancellationToken)
    {
        await MakeRoomAsync(account.Id, cancellationToken);
        var secret = Secrets.Create();
        var session = new Session
        {
            Id = Secrets.CreateId(),
            User = account.Id,
            IsOfPages = isOfPages,
            SecretHash = Secrets.Hash(secret),
            CreatedAt = Now,
            UsedAt = Now,
            Address = address,
            Client = Cleaned(client),
            IdToken = idToken,
        };
        await _records.TryAddAsync(session.Id, session, account.Id, ExpiryOf(session), cancellationToken);
        return new OpenSession(session, $"{session.Id}.{secret}");
    }

    /// <summary>Takes a refresh token and gives the next; null where it is none. One that has been used before ends its session: somebody has a copy.</summary>
    public async ValueTask<OpenSession?> RefreshAsync(string token, string address, CancellationToken cancellationToken)
    {
        if (!TrySplit(token, out var id, out var hash))
        {
            return null;
        }

        var secret = Secrets.Create();
        Session? reused = null;
        var renewed = await _records.ChangeAsync(
            id,
            session =>
            {
                var isCurrent = !session.IsOfPages && Secrets.AreEqual(session.SecretHash, hash);
                reused = !isCurrent && session.UsedHashes.Contains(hash, StringComparer.Ordinal) ? session : null;
                var next = session with { SecretHash = Secrets.Hash(secret), UsedHashes = [hash, .. session.UsedHashes.Take(KeptUsedHashes - 1)], UsedAt = Now, Address = address };
                return isCurrent ? (next, ExpiryOf(next)) : default;
            },
            cancellationToken);
        if (reused is not null)
        {
            audit.Write(new AuditEvent("session.ended") { Actor = "server", Address = address, Target = reused.User, Result = "token_reused" });
            await EndAsync(reused.User, reused.Id, cancellationToken);
        }

        return renewed is null ? null : new OpenSession(renewed, $"{id}.{secret}");
    }

    /// <summary>The session of a cookie; null where it is none, or over. It goes on by being used.</summary>
    public async ValueTask<Session?> FindPageAsync(string cookie, CancellationToken cancellationToken)
    {
        if (!TrySplit(cookie, out var id, out var hash) || await _records.FindAsync(id, cancellationToken) is not { IsOfPages: true } session || !Secrets.AreEqual(session.SecretHash, hash))
        {
            return null;
        }

        return Math.Abs(Now - session.UsedAt) < TouchMilliseconds
            ? session
            : await _records.ChangeAsync(id, current => (current with { UsedAt = Now }, ExpiryOf(current with { UsedAt = Now })), cancellationToken);
    }

    /// <summary>The session of an id; null where it is over.</summary>
    public ValueTask<Session?> FindAsync(string id, CancellationToken cancellationToken) => _records.FindAsync(id, cancellationToken);

    /// <summary>The session of a refresh token, used up or not; null where it is none.</summary>
    public async ValueTask<Session?> FindByTokenAsync(string token, CancellationToken cancellationToken)
        => TrySplit(token, out var id, out var hash) && await _records.FindAsync(id, cancellationToken) is { } session
            && (Secrets.AreEqual(session.SecretHash, hash) || session.UsedHashes.Contains(hash, StringComparer.Ordinal))
            ? session
            : null;

    /// <summary>Lists the sessions of an account.</summary>
    public ValueTask<(IReadOnlyList<Session> Values, string? Cursor)> ListAsync(string user, string? after, int limit, CancellationToken cancellationToken)
        => _records.ListAsync(user, after, limit, cancellationToken);

    /// <summary>Ends a session of an account. False where it has none of that id.</summary>
    public async ValueTask<bool> EndAsync(string user, string id, CancellationToken cancellationToken)
    {
        if (await _records.FindAsync(id, cancellationToken) is not { } session || session.User != user || await _records.RemoveAsync(id, cancellationToken) is null)
        {
            return false;
        }

        await CloseAsync(user, CloseCodes.ForceReconnect, cancellationToken);
        return true;
    }

    /// <summary>Ends all sessions of an account but one, and closes its connections: those that may come back do.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<int> EndAllAsync(string user, string? except, CloseCode code, CancellationToken cancellationToken)
    {
        var ended = 0;
        string? cursor = null;
        do
        {
            var (sessions, next) = await _records.ListAsync(user, cursor, 100, cancellationToken);
            foreach (var session in sessions.Where(session => session.Id != except))
            {
                ended += await _records.RemoveAsync(session.Id, cancellationToken) is null ? 0 : 1;
            }

            cursor = next;
        }
        while (cursor is not null);
        await CloseAsync(user, code, cancellationToken);
        return ended;
    }

    /// <summary>Closes the connections of an account on every node.</summary>
    public async ValueTask CloseAsync(string user, CloseCode code, CancellationToken cancellationToken)
        => await instructions.ExecuteAsync(new DisconnectInstruction(new ConnectionTarget { User = user }, code), cancellationToken);

    /// <summary>When a session is over.</summary>
    public DateTimeOffset ExpiryOf(Session session)
    {
        var rules = settings.Current.Accounts;
        var idle = session.UsedAt + ((session.IsOfPages ? rules.PageIdleSeconds : rules.RefreshSeconds) * 1000L);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(idle, session.CreatedAt + (rules.SessionSeconds * 1000L)));
    }

    private async ValueTask MakeRoomAsync(string user, CancellationToken cancellationToken)
    {
        var max = settings.Current.Accounts.MaxSessions;
        var (sessions, _) = await _records.ListAsync(user, null, max + 1, cancellationToken);
        foreach (var oldest in sessions.OrderBy(static session => session.UsedAt).Take(Math.Max(0, sessions.Count - max + 1)))
        {
            await EndAsync(user, oldest.Id, cancellationToken);
        }
    }

    private static bool TrySplit(string text, out string id, out string hash)
    {
        (id, hash) = ("", "");
        if (text.Length > MaxSecretLength || text.Split('.') is not [{ Length: > 0 } first, { Length: > 0 } secret])
        {
            return false;
        }

        (id, hash) = (first, Secrets.Hash(secret));
        return !id.Contains('\0', StringComparison.Ordinal);
    }

    private static string Cleaned(string client)
        => new([.. client.Take(MaxClientLength).Select(static letter => letter is < ' ' or > '~' ? '?' : letter)]);
}

/// <summary>A session, and the secret by which its holder goes on with it, which is nowhere kept.</summary>
internal sealed record OpenSession(Session Session, string Secret);
