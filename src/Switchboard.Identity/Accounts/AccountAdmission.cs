using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Identity.Accounts;

/// <summary>Tells whose account a request means, and whether its caller may touch that.</summary>
internal sealed class AccountAdmission(AccountStore accounts, SettingsHolder settings)
{
    private const int CountedAtOnce = 1000;

    private static readonly ErrorCode _off = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: there are no accounts, as accounts.enabled is false" };
    private static readonly ErrorCode _last = ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: this is the last administrator; make another one first",
        Details = new ErrorDetails { Field = "user", Reason = "last_administrator" },
    };

    /// <summary>The answer where there is no such account.</summary>
    public static ErrorCode Unknown { get; } = InvalidField.Of("user", "is unknown: no account has it") with { Details = new ErrorDetails { Field = "user", Reason = "unknown" } };

    /// <summary>The answer where somebody may not make or change an administrator.</summary>
    public static ErrorCode Beyond { get; } = ErrorCodes.PermissionDenied with { Message = $"{ErrorCodes.PermissionDenied.Message}: a key that is limited makes and changes no administrators" };

    /// <summary>The user id of a request in its kept form.</summary>
    public Result<string> IdOf(string? user)
    {
        if (!settings.Current.Accounts.Enabled)
        {
            return _off;
        }

        return string.IsNullOrEmpty(user) ? InvalidField.Missing("user") : AccountNames.Normalize(user) is { } id ? id : InvalidField.Of("user", AccountNames.Rule);
    }

    /// <summary>The account that a request means.</summary>
    public async ValueTask<Result<Account>> FindAsync(string? user, CancellationToken cancellationToken)
    {
        var id = IdOf(user);
        return !id.IsSuccess ? id.As<Account>() : await accounts.FindAsync(id.Value!, cancellationToken) is { } account ? account : Unknown;
    }

    /// <summary>The account that a request means, if its caller may change it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="user">The user id.</param>
    /// <param name="endsAdministrator">Whether it can be an administrator's no more, then.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Result<Account>> FindAsync(OperationCaller caller, string? user, bool endsAdministrator, CancellationToken cancellationToken)
    {
        var found = await FindAsync(user, cancellationToken);
        if (found is not { IsSuccess: true, Value: { } account })
        {
            return found;
        }

        return IsBeyond(caller, account.Roles) ? Beyond
            : endsAdministrator && IsPerson(caller) && IsAdministrator(account.Roles) && await IsLastAsync(account, cancellationToken) ? _last
            : account;
    }

    /// <summary>Whether roles are more than a caller may give or change: an administrator may do everything, and whoever makes one, or takes one's place, has more than a limited key allows.</summary>
    public static bool IsBeyond(OperationCaller caller, IReadOnlyList<string>? roles) => caller.Key is { IsLimited: true } && IsAdministrator(roles);

    /// <summary>Whether roles are those of an administrator.</summary>
    public static bool IsAdministrator(IReadOnlyList<string>? roles) => roles?.Contains(Principal.AdministratorRole, StringComparer.Ordinal) == true;

    // Who has a key of the configuration can always make another.
    private static bool IsPerson(OperationCaller caller) => caller.Key is null ? caller.Principal.Kind == PrincipalKind.User : caller.Key.Administrator.Length > 0;

    private async ValueTask<bool> IsLastAsync(Account account, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            (var listed, cursor) = await accounts.ListAsync(cursor, CountedAtOnce, cancellationToken);
            if (listed.Any(other => other.Id != account.Id && IsAdministrator(other.Roles) && !accounts.IsShutOut(other)))
            {
                return false;
            }
        }
        while (cursor is not null);
        return true;
    }
}
