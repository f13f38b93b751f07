using Switchboard.Extensibility;

namespace Switchboard.Identity.Accounts;

/// <summary>Keeps accounts.</summary>
internal sealed class AccountStore(IRecordStore store)
{
    private readonly RecordSet<Account> _records = new(store, "account", RecordJsonContext.Default.Account);

    /// <summary>The account of a user id in its kept form; null where there is none.</summary>
    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => _records.FindAsync(id, cancellationToken);

    /// <summary>Keeps a new account. False where there is one of that user id.</summary>
    public ValueTask<bool> TryAddAsync(Account account, CancellationToken cancellationToken) => _records.TryAddAsync(account.Id, account, "", null, cancellationToken);

    /// <summary>Changes an account; null where there is none, or the change makes none of it.</summary>
    public ValueTask<Account?> ChangeAsync(string id, Func<Account, Account?> change, CancellationToken cancellationToken)
        => _records.ChangeAsync(id, account => (change(account), null), cancellationToken);

    public ValueTask<Account?> RemoveAsync(string id, CancellationToken cancellationToken) => _records.RemoveAsync(id, cancellationToken);

    public ValueTask<(IReadOnlyList<Account> Values, string? Cursor)> ListAsync(string? after, int limit, CancellationToken cancellationToken)
        => _records.ListAsync(null, after, limit, cancellationToken);

    /// <summary>Whether there is any account.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken) => (await ListAsync(null, 1, cancellationToken)).Values.Count > 0;
}
