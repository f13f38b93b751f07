using Switchboard.Commands;
using Switchboard.Identity.SignIn;
using Switchboard.Results;

namespace Switchboard.Identity.Accounts;

/// <summary><c>session_list</c>.</summary>
internal sealed class SessionListOperation(AccountService service, AccountStore accounts, Sessions sessions)
    : Operation<SessionListRequest, SessionListResult>("session_list", AccountJsonContext.Default.SessionListRequest, AccountJsonContext.Default.SessionListResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<SessionListResult>> ExecuteAsync(OperationCaller caller, SessionListRequest request, CancellationToken cancellationToken)
    {
        var (limit, id) = (PageSize.Of(request.Limit), service.IdOf(request.User));
        if (!limit.IsSuccess || !id.IsSuccess)
        {
            return limit.IsSuccess ? id.As<SessionListResult>() : limit.As<SessionListResult>();
        }

        if (await accounts.FindAsync(id.Value!, cancellationToken) is null)
        {
            return AccountService.Unknown;
        }

        var (found, cursor) = await sessions.ListAsync(id.Value!, RequestReader.TextOf(request.Cursor), limit.Value, cancellationToken);
        return new SessionListResult { Sessions = [.. found.Select(Describe)], Cursor = cursor };
    }

    private SessionInfo Describe(Session session) => new()
    {
        Session = session.Id,
        Kind = session.IsOfPages ? "page" : "token",
        CreatedAt = session.CreatedAt,
        UsedAt = session.UsedAt,
        ExpiresAt = sessions.ExpiryOf(session).ToUnixTimeMilliseconds(),
        Address = session.Address,
        Client = session.Client,
    };
}

/// <summary><c>session_end</c>.</summary>
internal sealed class SessionEndOperation(AccountService service, AccountStore accounts, Sessions sessions)
    : Operation<SessionEndRequest, SessionEndResult>("session_end", AccountJsonContext.Default.SessionEndRequest, AccountJsonContext.Default.SessionEndResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<SessionEndResult>> ExecuteAsync(OperationCaller caller, SessionEndRequest request, CancellationToken cancellationToken)
    {
        var id = service.IdOf(request.User);
        if (!id.IsSuccess)
        {
            return id.As<SessionEndResult>();
        }

        if (await accounts.FindAsync(id.Value!, cancellationToken) is null)
        {
            return AccountService.Unknown;
        }

        await service.TellAsync(caller, "session.ended", id.Value!, cancellationToken, request.Session is { } one ? [("session", one)] : []);
        var ended = string.IsNullOrEmpty(request.Session)
            ? await sessions.EndAllAsync(id.Value!, null, CloseCodes.ForceReconnect, cancellationToken)
            : await sessions.EndAsync(id.Value!, request.Session, cancellationToken) ? 1 : 0;
        return new SessionEndResult { Ended = ended };
    }
}
