using Switchboard.Commands;
using Switchboard.Extensibility;
using Switchboard.Identity.SignIn;
using Switchboard.Results;

namespace Switchboard.Identity.Accounts;

/// <summary><c>session_list</c>.</summary>
internal sealed class SessionListOperation(AccountAdmission admission, Sessions sessions)
    : Operation<SessionListRequest, SessionListResult>("session_list", AccountJsonContext.Default.SessionListRequest, AccountJsonContext.Default.SessionListResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<SessionListResult>> ExecuteAsync(OperationCaller caller, SessionListRequest request, CancellationToken cancellationToken)
    {
        var limit = PageSize.Of(request.Limit);
        if (!limit.IsSuccess)
        {
            return limit.As<SessionListResult>();
        }

        var owner = await admission.FindAsync(request.User, cancellationToken);
        if (!owner.IsSuccess)
        {
            return owner.As<SessionListResult>();
        }

        var (found, cursor) = await sessions.ListAsync(owner.Value!.Id, RequestReader.TextOf(request.Cursor), limit.Value, cancellationToken);
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
internal sealed class SessionEndOperation(AccountAdmission admission, Sessions sessions, IAuditLog audit)
    : Operation<SessionEndRequest, SessionEndResult>("session_end", AccountJsonContext.Default.SessionEndRequest, AccountJsonContext.Default.SessionEndResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<SessionEndResult>> ExecuteAsync(OperationCaller caller, SessionEndRequest request, CancellationToken cancellationToken)
    {
        var found = await admission.FindAsync(caller, request.User, endsAdministrator: false, cancellationToken);
        if (found is not { IsSuccess: true, Value: { } account })
        {
            return found.As<SessionEndResult>();
        }

        var ended = string.IsNullOrEmpty(request.Session)
            ? await sessions.EndAllAsync(account.Id, null, CloseCodes.ForceReconnect, cancellationToken)
            : await sessions.EndAsync(account.Id, request.Session, cancellationToken) ? 1 : 0;
        await audit.RecordAsync(caller, "session.ended", account.Id, cancellationToken, request.Session is { } one ? [("session", one)] : []);
        return new SessionEndResult { Ended = ended };
    }
}
