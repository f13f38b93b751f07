using Switchboard.Commands;
using Switchboard.Results;

namespace Switchboard.Identity.Accounts;

/// <summary><c>account_create</c>.</summary>
internal sealed class AccountCreateOperation(AccountService service)
    : Operation<AccountCreateRequest, AccountCreateResult>("account_create", AccountJsonContext.Default.AccountCreateRequest, AccountJsonContext.Default.AccountCreateResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<AccountCreateResult>> ExecuteAsync(OperationCaller caller, AccountCreateRequest request, CancellationToken cancellationToken)
    {
        var created = await service.CreateAsync(caller, request, cancellationToken);
        return created.IsSuccess
            ? new AccountCreateResult { Account = AccountInfo.Of(created.Value.Account), Link = created.Value.Link is { } link ? LinkInfo.Of(link) : null }
            : created.As<AccountCreateResult>();
    }
}

/// <summary><c>account_list</c>.</summary>
internal sealed class AccountListOperation(AccountAdmission admission, AccountStore accounts)
    : Operation<AccountListRequest, AccountListResult>("account_list", AccountJsonContext.Default.AccountListRequest, AccountJsonContext.Default.AccountListResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<AccountListResult>> ExecuteAsync(OperationCaller caller, AccountListRequest request, CancellationToken cancellationToken)
    {
        var limit = PageSize.Of(request.Limit);
        if (!limit.IsSuccess || !admission.IdOf("any").IsSuccess)
        {
            return limit.IsSuccess ? admission.IdOf("any").As<AccountListResult>() : limit.As<AccountListResult>();
        }

        var (found, cursor) = await accounts.ListAsync(RequestReader.TextOf(request.Cursor), limit.Value, cancellationToken);
        return new AccountListResult { Accounts = [.. found.Select(AccountInfo.Of)], Cursor = cursor };
    }
}

/// <summary>An operation about one account, of which it tells afterwards.</summary>
internal abstract class AccountOperation(string name)
    : Operation<AccountRequest, AccountInfo>(name, AccountJsonContext.Default.AccountRequest, AccountJsonContext.Default.AccountInfo)
{
    protected abstract ValueTask<Result<Account>> ExecuteAsync(OperationCaller caller, string? user, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<Result<AccountInfo>> ExecuteAsync(OperationCaller caller, AccountRequest request, CancellationToken cancellationToken)
    {
        var outcome = await ExecuteAsync(caller, request.User, cancellationToken);
        return outcome.IsSuccess ? AccountInfo.Of(outcome.Value!) : outcome.As<AccountInfo>();
    }
}

/// <summary><c>account_get</c>.</summary>
internal sealed class AccountGetOperation(AccountAdmission admission) : AccountOperation("account_get")
{
    /// <inheritdoc/>
    protected override ValueTask<Result<Account>> ExecuteAsync(OperationCaller caller, string? user, CancellationToken cancellationToken) => admission.FindAsync(user, cancellationToken);
}

/// <summary><c>account_disable</c>.</summary>
internal sealed class AccountDisableOperation(AccountService service) : AccountOperation("account_disable")
{
    /// <inheritdoc/>
    protected override ValueTask<Result<Account>> ExecuteAsync(OperationCaller caller, string? user, CancellationToken cancellationToken)
        => service.SetDisabledAsync(caller, user, isDisabled: true, cancellationToken);
}

/// <summary><c>account_enable</c>.</summary>
internal sealed class AccountEnableOperation(AccountService service) : AccountOperation("account_enable")
{
    /// <inheritdoc/>
    protected override ValueTask<Result<Account>> ExecuteAsync(OperationCaller caller, string? user, CancellationToken cancellationToken)
        => service.SetDisabledAsync(caller, user, isDisabled: false, cancellationToken);
}

/// <summary><c>account_delete</c>.</summary>
internal sealed class AccountDeleteOperation(AccountService service) : AccountOperation("account_delete")
{
    /// <inheritdoc/>
    protected override ValueTask<Result<Account>> ExecuteAsync(OperationCaller caller, string? user, CancellationToken cancellationToken)
        => service.DeleteAsync(caller, user, cancellationToken);
}

/// <summary><c>account_change</c>.</summary>
internal sealed class AccountChangeOperation(AccountService service)
    : Operation<AccountChangeRequest, AccountInfo>("account_change", AccountJsonContext.Default.AccountChangeRequest, AccountJsonContext.Default.AccountInfo)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<AccountInfo>> ExecuteAsync(OperationCaller caller, AccountChangeRequest request, CancellationToken cancellationToken)
    {
        var changed = await service.ChangeAsync(caller, request, cancellationToken);
        return changed.IsSuccess ? AccountInfo.Of(changed.Value!) : changed.As<AccountInfo>();
    }
}

/// <summary><c>account_reset</c>.</summary>
internal sealed class AccountResetOperation(AccountService service)
    : Operation<AccountRequest, LinkInfo>("account_reset", AccountJsonContext.Default.AccountRequest, AccountJsonContext.Default.LinkInfo)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<LinkInfo>> ExecuteAsync(OperationCaller caller, AccountRequest request, CancellationToken cancellationToken)
    {
        var link = await service.ResetAsync(caller, request.User, cancellationToken);
        return link.IsSuccess ? LinkInfo.Of(link.Value!) : link.As<LinkInfo>();
    }
}
