using Switchboard.Commands;
using Switchboard.Extensibility;
using Switchboard.Identity.Passkeys;
using Switchboard.Identity.SignIn;
using Switchboard.Results;

namespace Switchboard.Identity.Accounts;

/// <summary>What administrators and services do with accounts. Each act is in the audit before it is answered.</summary>
internal sealed class AccountService(
    AccountAdmission admission, AccountStore accounts, Passwords passwords, OneTimeLinks links, PasskeyStore passkeys, Sessions sessions, IAuditLog audit, TimeProvider time)
{
    private const int MaxNameLength = 128;

    private static readonly ErrorCode _disabled = InvalidField.Of("user", "is disabled: enable the account first") with { Details = new ErrorDetails { Field = "user", Reason = "disabled" } };
    private static readonly ErrorCode _taken = InvalidField.Of("user", "is taken by another account or a device") with { Details = new ErrorDetails { Field = "user", Reason = "taken" } };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes an account, with a password or a link to set one.</summary>
    public async ValueTask<Result<(Account Account, IssuedLink? Link)>> CreateAsync(OperationCaller caller, AccountCreateRequest request, CancellationToken cancellationToken)
    {
        var id = admission.IdOf(request.User);
        if (!id.IsSuccess)
        {
            return id.As<(Account, IssuedLink?)>();
        }

        if (Check(caller, id.Value!, request.Name, request.Roles, request.Password) is { } invalid)
        {
            return invalid;
        }

        var hash = request.Password is null ? "" : await passwords.HashAsync(request.Password, cancellationToken);
        if (hash is null)
        {
            return ErrorCodes.TooManyRequests;
        }

        var account = new Account { Id = id.Value!, Name = request.Name ?? "", Roles = request.Roles ?? [], PasswordHash = hash, CreatedAt = Now, PasswordChangedAt = hash.Length > 0 ? Now : 0 };
        if (!await accounts.TryAddAsync(account, cancellationToken))
        {
            return _taken;
        }

        var link = request.Password is null ? await links.CreateAsync(account.Id, null, cancellationToken) : null;
        await TellAsync(caller, "account.created", account.Id, cancellationToken, ("roles", string.Join(' ', account.Roles)));
        return (account, link);
    }

    /// <summary>Changes what is given of an account. Its connections come back as what it is by then; another password ends its sessions.</summary>
    public async ValueTask<Result<Account>> ChangeAsync(OperationCaller caller, AccountChangeRequest request, CancellationToken cancellationToken)
    {
        var endsAdministrator = request.Roles is { } roles && !AccountAdmission.IsAdministrator(roles);
        var found = await admission.FindAsync(caller, request.User, endsAdministrator, cancellationToken);
        if (!found.IsSuccess)
        {
            return found;
        }

        var id = found.Value!.Id;
        if (Check(caller, id, request.Name, request.Roles, request.Password) is { } invalid)
        {
            return invalid;
        }

        var hash = request.Password is null ? "" : await passwords.HashAsync(request.Password, cancellationToken);
        if (hash is null)
        {
            return ErrorCodes.TooManyRequests;
        }

        var changed = await accounts.ChangeAsync(
            id, account => account with { Name = request.Name ?? account.Name, Roles = request.Roles ?? account.Roles }, cancellationToken);
        if (changed is null)
        {
            return AccountAdmission.Unknown;
        }

        if (request.Roles is not null)
        {
            await EndFormerAsync(found.Value, changed, cancellationToken);
            await TellAsync(caller, "account.roles_changed", changed.Id, cancellationToken, ("roles", string.Join(' ', changed.Roles)));
        }

        if (request.Name is not null)
        {
            // That it is another, not which: people's names are no matter of security, and nobody can take them out of the audit again.
            await TellAsync(caller, "account.changed", changed.Id, cancellationToken, ("changed", "name"));
        }

        return hash.Length > 0 ? await SetPasswordAsync(caller.Actor, caller.Address, changed.Id, hash, null, cancellationToken) is { } set ? set : AccountAdmission.Unknown : changed;
    }

    /// <summary>Shuts an account out, or lets it in again.</summary>
    public async ValueTask<Result<Account>> SetDisabledAsync(OperationCaller caller, string? user, bool isDisabled, CancellationToken cancellationToken)
    {
        var found = await admission.FindAsync(caller, user, endsAdministrator: isDisabled, cancellationToken);
        if (!found.IsSuccess)
        {
            return found;
        }

        if (await accounts.ChangeAsync(found.Value!.Id, account => account with { IsDisabled = isDisabled }, cancellationToken) is not { } changed)
        {
            return AccountAdmission.Unknown;
        }

        if (isDisabled)
        {
            await links.RemoveAllAsync(changed.Id, cancellationToken);
            await sessions.EndAllAsync(changed.Id, null, CloseCodes.ForceDisconnect, cancellationToken);
        }

        await TellAsync(caller, isDisabled ? "account.disabled" : "account.enabled", changed.Id, cancellationToken);
        return changed;
    }

    /// <summary>Removes an account.</summary>
    public async ValueTask<Result<Account>> DeleteAsync(OperationCaller caller, string? user, CancellationToken cancellationToken)
    {
        var found = await admission.FindAsync(caller, user, endsAdministrator: true, cancellationToken);
        if (!found.IsSuccess)
        {
            return found;
        }

        // Shut out first, and removed last: whatever comes in between, nothing of it is left for who has the id next.
        var id = found.Value!.Id;
        await accounts.ChangeAsync(id, static account => account with { IsDisabled = true }, cancellationToken);
        await passkeys.RemoveAllAsync(id, cancellationToken);
        await links.RemoveAllAsync(id, cancellationToken);
        await sessions.EndAllAsync(id, null, CloseCodes.ForceDisconnect, cancellationToken);
        if (await accounts.RemoveAsync(id, cancellationToken) is not { } removed)
        {
            return AccountAdmission.Unknown;
        }

        await TellAsync(caller, "account.deleted", removed.Id, cancellationToken);
        return removed;
    }

    /// <summary>Gives a link to set a new password with. The present one holds until then.</summary>
    public async ValueTask<Result<IssuedLink>> ResetAsync(OperationCaller caller, string? user, CancellationToken cancellationToken)
    {
        var found = await admission.FindAsync(caller, user, endsAdministrator: false, cancellationToken);
        if (found is not { IsSuccess: true, Value: { } account })
        {
            return found.As<IssuedLink>();
        }

        if (account.IsDisabled)
        {
            return _disabled;
        }

        await links.RemoveAllAsync(account.Id, cancellationToken);
        var link = await links.CreateAsync(account.Id, null, cancellationToken);
        await TellAsync(caller, "account.reset", account.Id, cancellationToken);
        return link;
    }

    /// <summary>Sets a password that has been checked and hashed, and ends the sessions that began with the one before.</summary>
    /// <param name="actor">Who does it, for the audit.</param>
    /// <param name="address">From where.</param>
    /// <param name="id">Whose.</param>
    /// <param name="hash">The new one's hash.</param>
    /// <param name="session">The session that goes on; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Account?> SetPasswordAsync(string actor, string address, string id, string hash, string? session, CancellationToken cancellationToken)
    {
        var changed = await accounts.ChangeAsync(id, account => account with { PasswordHash = hash, PasswordChangedAt = Now, KnownAddresses = [] }, cancellationToken);
        if (changed is null)
        {
            return null;
        }

        await links.RemoveAllAsync(id, cancellationToken);
        await sessions.EndAllAsync(id, session, CloseCodes.ForceReconnect, cancellationToken);
        await audit.RecordAsync(new AuditEvent("account.password_changed") { Actor = actor, Address = address, Target = id }, cancellationToken);
        return changed;
    }

    /// <summary>Ends what began with other roles. Whoever becomes an administrator signs in anew: others, who could set a password until now, must not have a way in left.</summary>
    private async ValueTask EndFormerAsync(Account before, Account after, CancellationToken cancellationToken)
    {
        if (AccountAdmission.IsAdministrator(after.Roles) && !AccountAdmission.IsAdministrator(before.Roles))
        {
            await links.RemoveAllAsync(after.Id, cancellationToken);
            await sessions.EndAllAsync(after.Id, null, CloseCodes.ForceReconnect, cancellationToken);
            return;
        }

        await sessions.CloseAsync(after.Id, CloseCodes.ForceReconnect, cancellationToken);
    }

    private ValueTask TellAsync(OperationCaller caller, string action, string target, CancellationToken cancellationToken, params (string Name, string Value)[] details)
        => audit.RecordAsync(caller, action, target, cancellationToken, details);

    private ErrorCode? Check(OperationCaller caller, string id, string? name, IReadOnlyList<string>? roles, string? password)
        => CheckName(name) ?? CheckRoles(roles)
            ?? (password is null ? null : passwords.Check(password, id))
            ?? (AccountAdmission.IsBeyond(caller, roles) ? AccountAdmission.Beyond : null);

    private static ErrorCode? CheckName(string? name)
        => name is null || (name.Length <= MaxNameLength && !name.Any(char.IsControl)) ? null : InvalidField.Of("name", $"must be at most {MaxNameLength} characters, without control characters");

    private static ErrorCode? CheckRoles(IReadOnlyList<string>? roles) => roles is null || AccountNames.AreRoles(roles) ? null : InvalidField.Of("roles", AccountNames.RoleRule);
}
