using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Switchboard.Extensibility;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Records;

namespace Switchboard.Identity.Passkeys;

/// <summary>Keeps passkeys, in the form in which the framework asks for them.</summary>
internal sealed class PasskeyStore(IRecordStore store, AccountStore accounts, TimeProvider time) : IUserPasskeyStore<Account>
{
    /// <summary>The most passkeys of an account.</summary>
    public const int MaxPasskeys = 20;

    private readonly RecordSet<Passkey> _records = new(store, "passkey", RecordJsonContext.Default.Passkey);

    /// <summary>Lists the passkeys of an account.</summary>
    public async ValueTask<IReadOnlyList<Passkey>> ListAsync(string user, CancellationToken cancellationToken)
        => (await _records.ListAsync(user, null, MaxPasskeys, cancellationToken)).Values;

    /// <summary>Removes a passkey of an account. False where it has none of that id.</summary>
    public async ValueTask<bool> RemoveAsync(string user, string credentialId, CancellationToken cancellationToken)
        => await _records.FindAsync(Secrets.Hash(credentialId), cancellationToken) is { } passkey && passkey.User == user && await _records.RemoveAsync(Secrets.Hash(credentialId), cancellationToken) is not null;

    /// <summary>Removes the passkeys of an account.</summary>
    public async ValueTask RemoveAllAsync(string user, CancellationToken cancellationToken)
    {
        while (await ListAsync(user, cancellationToken) is { Count: > 0 } passkeys)
        {
            foreach (var passkey in passkeys)
            {
                await _records.RemoveAsync(Secrets.Hash(passkey.CredentialId), cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var kept = Passkey.Of(user.Id, passkey, time.GetUtcNow());
        if (!await _records.TryAddAsync(Secrets.Hash(kept.CredentialId), kept, user.Id, null, cancellationToken))
        {
            await _records.ChangeAsync(Secrets.Hash(kept.CredentialId), before => (before.User == user.Id ? kept with { CreatedAt = before.CreatedAt } : null, null), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken)
        => [.. (await ListAsync(user.Id, cancellationToken)).Select(static passkey => passkey.ToInfo())];

    /// <inheritdoc/>
    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
        => await _records.FindAsync(IdOf(credentialId), cancellationToken) is { } passkey ? await accounts.FindAsync(passkey.User, cancellationToken) : null;

    /// <inheritdoc/>
    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
        => await _records.FindAsync(IdOf(credentialId), cancellationToken) is { } passkey && passkey.User == user.Id ? passkey.ToInfo() : null;

    /// <inheritdoc/>
    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
        => RemoveAsync(user.Id, Base64Url.EncodeToString(credentialId), cancellationToken).AsTask();

    /// <inheritdoc/>
    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken)
        => AccountNames.Normalize(userId) is { } id ? await accounts.FindAsync(id, cancellationToken) : null;

    /// <inheritdoc/>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => FindByIdAsync(normalizedUserName, cancellationToken);

    /// <inheritdoc/>
    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    /// <inheritdoc/>
    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Id);

    /// <inheritdoc/>
    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Id);

    /// <inheritdoc/>
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public void Dispose()
    {
        // The record store is the application's.
    }

    private static string IdOf(byte[] credentialId) => Secrets.Hash(Base64Url.EncodeToString(credentialId));

    private static NotSupportedException ReadOnly() => new("Accounts are changed by AccountService.");
}

/// <summary>A passkey, as the store keeps it under the hash of its credential's id, owned by the account.</summary>
internal sealed record Passkey
{
    public required string User { get; init; }

    /// <summary>The id of the credential, in base64url.</summary>
    public required string CredentialId { get; init; }

    public required byte[] PublicKey { get; init; }

    public long CreatedAt { get; init; }

    public uint SignCount { get; init; }

    public IReadOnlyList<string> Transports { get; init; } = [];

    public bool IsUserVerified { get; init; }

    public bool IsBackupEligible { get; init; }

    public bool IsBackedUp { get; init; }

    // What the browser sent when it was made is needed by nobody who does not attest devices.
    public UserPasskeyInfo ToInfo() => new(
        Base64Url.DecodeFromChars(CredentialId), PublicKey, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), SignCount, [.. Transports], IsUserVerified, IsBackupEligible, IsBackedUp, [], []);

    public static Passkey Of(string user, UserPasskeyInfo info, DateTimeOffset now) => new()
    {
        User = user,
        CredentialId = Base64Url.EncodeToString(info.CredentialId),
        PublicKey = info.PublicKey,
        CreatedAt = now.ToUnixTimeMilliseconds(),
        SignCount = info.SignCount,
        Transports = info.Transports ?? [],
        IsUserVerified = info.IsUserVerified,
        IsBackupEligible = info.IsBackupEligible,
        IsBackedUp = info.IsBackedUp,
    };
}

/// <summary>What the server remembers between asking an authenticator and its answer, under the hash of a random text.</summary>
internal sealed record PasskeyState(string State);
