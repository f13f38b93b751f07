using Switchboard.Extensibility;
using Switchboard.Identity.Devices;
using Switchboard.Identity.Records;
using Switchboard.Security.Access;

namespace Switchboard.Identity.Accounts;

/// <summary>Keeps accounts.</summary>
internal sealed class AccountStore(IRecordStore store, DeviceStore devices, AccessRegistry access, TimeProvider time)
{
    private readonly RecordSet<Account> _records = new(store, "account", RecordJsonContext.Default.Account);

    /// <summary>The account of a user id in its kept form; null where there is none.</summary>
    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => _records.FindAsync(id, cancellationToken);

    /// <summary>The account that may sign in under a user id; null where there is none, or it is disabled or its user blocked.</summary>
    public async ValueTask<Account?> FindAdmittedAsync(string id, CancellationToken cancellationToken)
        => await FindAsync(id, cancellationToken) is { } account && !IsShutOut(account) ? account : null;

    /// <summary>Whether an account may not sign in: it is disabled, or its user is blocked.</summary>
    public bool IsShutOut(Account account) => account.IsDisabled || access.Current.IsBlocked(account.Id, time.GetUtcNow());

    /// <summary>Keeps a new account. False where there is one of that user id, or a device of that id.</summary>
    public async ValueTask<bool> TryAddAsync(Account account, CancellationToken cancellationToken)
    {
        if (!await _records.TryAddAsync(account.Id, account, "", null, cancellationToken))
        {
            return false;
        }

        // Looked for afterwards, as whoever registers a device does: of two at once, each finds the other.
        if (await devices.FindAsync(account.Id, cancellationToken) is null)
        {
            return true;
        }

        await _records.RemoveAsync(account.Id, cancellationToken);
        return false;
    }

    /// <summary>Changes an account; null where there is none, or the change makes none of it.</summary>
    public ValueTask<Account?> ChangeAsync(string id, Func<Account, Account?> change, CancellationToken cancellationToken)
        => _records.ChangeAsync(id, account => (change(account), null), cancellationToken);

    public ValueTask<Account?> RemoveAsync(string id, CancellationToken cancellationToken) => _records.RemoveAsync(id, cancellationToken);

    public ValueTask<(IReadOnlyList<Account> Values, string? Cursor)> ListAsync(string? after, int limit, CancellationToken cancellationToken)
        => _records.ListAsync(null, after, limit, cancellationToken);

    /// <summary>Whether there is any account.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken) => (await ListAsync(null, 1, cancellationToken)).Values.Count > 0;
}
