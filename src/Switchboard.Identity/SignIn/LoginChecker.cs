using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Identity.Accounts;

namespace Switchboard.Identity.SignIn;

/// <summary>Somebody wants to be let in with a password.</summary>
/// <param name="User">The user id as it was typed.</param>
/// <param name="Password">The password.</param>
/// <param name="Address">The remote address.</param>
/// <param name="Device">What a browser keeps that has signed in before; empty for none.</param>
internal readonly record struct LoginAttempt(string User, string Password, string Address, string Device)
{
    /// <summary>Where: <c>api</c>, <c>page</c> or <c>connect</c>, for the audit.</summary>
    public string Way { get; init; } = "api";
}

/// <summary>What came of it.</summary>
/// <param name="Account">Who it is; null where it is refused.</param>
/// <param name="RetryAfter">How long to wait where there were too many attempts; null for a wrong user id or password, of which nothing more is told.</param>
internal readonly record struct LoginResult(Account? Account, TimeSpan? RetryAfter);

/// <summary>Checks user ids and passwords, and has those who guess wait.</summary>
/// <remarks>
/// Nothing tells who has an account: not the answer, not the time, not the limit. A device or address that has signed in to an account
/// before is let in with the right password even where strangers have to wait, so that guesses of others do not keep its owner out; with a
/// wrong one it is told what a stranger is, or the limit would tell its neighbours behind one address who has an account.
/// </remarks>
internal sealed class LoginChecker(AccountStore accounts, Passwords passwords, GuessLimiter limiter, DeviceMarks devices, SettingsHolder settings, IAuditLog audit, TimeProvider time)
{
    private const int MaxKnownAddresses = 10;

    private static readonly TimeSpan _busy = TimeSpan.FromSeconds(1);

    public async ValueTask<LoginResult> CheckAsync(LoginAttempt attempt, CancellationToken cancellationToken)
    {
        var id = AccountNames.Normalize(attempt.User);
        var account = id is null ? null : await accounts.FindAsync(id, cancellationToken);
        var holder = ClientAddress.HolderOf(attempt.Address);
        var (counted, wait) = await CountAsync(account, id, holder, attempt.Device, cancellationToken);

        // Where strangers have to wait, all who are refused are refused equally late, whether or not their password was looked at.
        var pretence = wait is null ? Task.CompletedTask : passwords.PretendAsync(settings.Current.Accounts.GuessesPerAddress, cancellationToken);
        if (counted.Length == 0)
        {
            await pretence;
            return Refuse(attempt, account, wait);
        }

        var verdict = await passwords.VerifyAsync(account?.PasswordHash, attempt.Password, cancellationToken);
        if (verdict == PasswordVerdict.Busy)
        {
            GiveBack(counted);
            return new LoginResult(null, _busy);
        }

        if (verdict == PasswordVerdict.Wrong || account is null || accounts.IsShutOut(account))
        {
            await pretence;
            return Refuse(attempt, account, wait);
        }

        GiveBack(counted);
        var hash = verdict == PasswordVerdict.RightAndOutdated ? await passwords.HashAsync(attempt.Password, cancellationToken) : null;
        Tell("login.succeeded", attempt, account, "ok");
        return new LoginResult(await NoteAsync(account, holder, hash, cancellationToken), null);
    }

    private LoginResult Refuse(in LoginAttempt attempt, Account? account, TimeSpan? wait)
    {
        Tell(wait is null ? "login.failed" : "login.delayed", attempt, account, wait is null ? "refused" : "too_many");
        return new LoginResult(null, wait);
    }

    /// <summary>Notes that somebody has signed in, from where, and with a hash of a newer make.</summary>
    private async ValueTask<Account?> NoteAsync(Account account, string holder, string? hash, CancellationToken cancellationToken)
    {
        var known = HashOf(account.Id, holder);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return await accounts.ChangeAsync(
            account.Id,
            current => current.PasswordHash != account.PasswordHash || accounts.IsShutOut(current) ? null : current with
            {
                SignedInAt = now,
                PasswordHash = hash ?? current.PasswordHash,
                KnownAddresses = [known, .. current.KnownAddresses.Where(one => one != known).Take(MaxKnownAddresses - 1)],
            },
            cancellationToken);
    }

    /// <summary>Counts an attempt: among those of strangers, and where these have to wait, by itself where it comes from where the account is known.</summary>
    /// <returns>What was counted, of which nothing is where the password is not to be looked at; and how long strangers wait.</returns>
    private async ValueTask<((string Key, int Guesses)[] Counted, TimeSpan? Wait)> CountAsync(Account? account, string? id, string holder, string device, CancellationToken cancellationToken)
    {
        var rules = settings.Current.Accounts;
        (string, int)[] ofStrangers = id is null
            ? [($"address:{holder}", rules.GuessesPerAddress)]
            : [($"address:{holder}", rules.GuessesPerAddress), ($"account:{id}", rules.GuessesPerAccount)];
        if (TryTake(ofStrangers) is not { } wait)
        {
            return (ofStrangers, null);
        }

        (string, int)[] known = account is not null && await KnownAsAsync(account, holder, device, cancellationToken) is { } name ? [(name, rules.GuessesPerAddress)] : [];
        return (TryTake(known) is null ? known : [], wait);
    }

    private async ValueTask<string?> KnownAsAsync(Account account, string holder, string device, CancellationToken cancellationToken)
        => device.Length > 0 && await devices.IsOfAsync(device, account, cancellationToken) ? $"device:{device}"
            : account.KnownAddresses.Contains(HashOf(account.Id, holder), StringComparer.Ordinal) ? $"known:{account.Id}:{holder}"
            : null;

    private static string HashOf(string id, string holder) => Secrets.Hash($"{id}\n{holder}");

    private TimeSpan? TryTake((string Key, int Guesses)[] counted)
    {
        var interval = TimeSpan.FromSeconds(settings.Current.Accounts.GuessSeconds);
        for (var i = 0; i < counted.Length; i++)
        {
            if (limiter.TryTake(counted[i].Key, counted[i].Guesses, interval) is { } wait)
            {
                GiveBack(counted[..i]);
                return wait;
            }
        }

        return null;
    }

    private void GiveBack((string Key, int Guesses)[] counted)
    {
        var interval = TimeSpan.FromSeconds(settings.Current.Accounts.GuessSeconds);
        foreach (var (key, _) in counted)
        {
            limiter.GiveBack(key, interval);
        }
    }

    // A user id that nobody has is not written down: people type their password there.
    private void Tell(string action, in LoginAttempt attempt, Account? account, string result)
    {
        if (audit.IsEnabled)
        {
            audit.Write(new AuditEvent(action)
            {
                Actor = result == "ok" ? $"user:{account?.Id}" : "anonymous",
                Address = attempt.Address,
                Target = account?.Id ?? "",
                Result = result,
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["way"] = attempt.Way },
            });
        }
    }
}
