using System.Security.Cryptography;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Records;

namespace Switchboard.Identity.SignIn;

/// <summary>The keys of tokens and pages: made at the first use, kept in the store, which all nodes share, and those of tokens replaced in time.</summary>
internal sealed class KeyRing(IRecordStore store, SettingsHolder settings, TimeProvider time)
{
    private const string RecordId = "current";
    private const int KeyBytes = 32;
    private const int MaxKeys = 16;

    /// <summary>How ids of keys begin.</summary>
    public const string IdPrefix = "sb-";

    private static readonly TimeSpan _readAgainAfter = TimeSpan.FromSeconds(5);

    private readonly RecordSet<SigningKeys> _records = new(store, "account_keys", RecordJsonContext.Default.SigningKeys);
    private SigningKeys? _current;
    private long _readAt;

    /// <summary>The key of pages.</summary>
    public async ValueTask<byte[]> PagesAsync(CancellationToken cancellationToken) => (await CurrentAsync(cancellationToken)).Pages;

    /// <summary>The key to sign tokens with.</summary>
    public async ValueTask<SigningKey> NewestAsync(CancellationToken cancellationToken)
    {
        var newest = (await CurrentAsync(cancellationToken)).Tokens[0];
        return IsDue(newest) ? (await ReplaceAsync(cancellationToken)).Tokens[0] : newest;
    }

    /// <summary>The key of an id; null where there is none. Another node may have made it just now.</summary>
    public async ValueTask<SigningKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var keys = await CurrentAsync(cancellationToken);
        if (keys.Tokens.FirstOrDefault(key => key.Id == id) is { } known)
        {
            return known;
        }

        return time.GetElapsedTime(_readAt) < _readAgainAfter ? null : (await ReadAsync(cancellationToken)).Tokens.FirstOrDefault(key => key.Id == id);
    }

    private async ValueTask<SigningKeys> CurrentAsync(CancellationToken cancellationToken) => Volatile.Read(ref _current) ?? await ReadAsync(cancellationToken);

    private async ValueTask<SigningKeys> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _records.FindAsync(RecordId, cancellationToken) is not { } found)
        {
            var first = new SigningKeys { Tokens = [CreateKey()], Pages = RandomNumberGenerator.GetBytes(KeyBytes) };
            found = await _records.TryAddAsync(RecordId, first, "", null, cancellationToken)
                ? first
                : await _records.FindAsync(RecordId, cancellationToken) ?? throw new InvalidDataException("The keys of accounts were removed while they were made.");
        }

        return Note(found);
    }

    private async ValueTask<SigningKeys> ReplaceAsync(CancellationToken cancellationToken)
    {
        var replaced = await _records.ChangeAsync(RecordId, keys => (IsDue(keys.Tokens[0]) ? keys with { Tokens = [CreateKey(), .. keys.Tokens.Where(IsStillInUse).Take(MaxKeys - 1)] } : keys, null), cancellationToken);
        return replaced is null ? await ReadAsync(cancellationToken) : Note(replaced);
    }

    private SigningKeys Note(SigningKeys keys)
    {
        _readAt = time.GetTimestamp();
        Volatile.Write(ref _current, keys);
        return keys;
    }

    private bool IsDue(SigningKey key) => AgeOf(key) >= TimeSpan.FromSeconds(settings.Current.Accounts.SigningKeySeconds);

    // It signed until it was due, and what it signed then holds for the life of a token.
    private bool IsStillInUse(SigningKey key) => AgeOf(key) < 2 * TimeSpan.FromSeconds(settings.Current.Accounts.SigningKeySeconds + settings.Current.Accounts.TokenSeconds);

    private TimeSpan AgeOf(SigningKey key) => time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(key.CreatedAt);

    private SigningKey CreateKey()
        => new(IdPrefix + Secrets.CreateId(), RandomNumberGenerator.GetBytes(KeyBytes), time.GetUtcNow().ToUnixTimeMilliseconds());
}
