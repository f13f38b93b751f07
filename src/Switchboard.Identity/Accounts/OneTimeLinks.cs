using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Identity.Records;

namespace Switchboard.Identity.Accounts;

/// <summary>Links by which somebody without a password sets one, once and within a time.</summary>
internal sealed class OneTimeLinks(IRecordStore store, SettingsHolder settings, TimeProvider time)
{
    private readonly RecordSet<OneTimeLink> _records = new(store, "one_time_link", RecordJsonContext.Default.OneTimeLink);

    /// <summary>Makes a link.</summary>
    /// <param name="user">Whose password it sets; empty for the first administrator.</param>
    /// <param name="address">What it begins with; null for what is configured, if anything.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<IssuedLink> CreateAsync(string user, string? address, CancellationToken cancellationToken)
    {
        var rules = settings.Current.Accounts;
        var code = Secrets.Create();
        var expiresAt = time.GetUtcNow().AddSeconds(rules.LinkSeconds);
        await _records.TryAddAsync(Secrets.Hash(code), new OneTimeLink { User = user }, user, expiresAt, cancellationToken);
        var begin = rules.PublicUrl.Length > 0 ? rules.PublicUrl : address ?? "";
        return new IssuedLink(code, $"{begin.TrimEnd('/')}/account/{(user.Length == 0 ? "setup" : "reset")}?code={code}", expiresAt);
    }

    /// <summary>What a code is for; null where it is unknown, used or too old.</summary>
    public async ValueTask<OneTimeLink?> FindAsync(string code, CancellationToken cancellationToken)
        => code.Length is > 0 and <= 128 ? await _records.FindAsync(Secrets.Hash(code), cancellationToken) : null;

    /// <summary>Uses a code up: of all who try, one is told what it is for.</summary>
    public ValueTask<OneTimeLink?> TakeAsync(string code, CancellationToken cancellationToken) => _records.RemoveAsync(Secrets.Hash(code), cancellationToken);

    /// <summary>Takes back the links of an account that nobody has used.</summary>
    public async ValueTask RemoveAllAsync(string user, CancellationToken cancellationToken)
    {
        while (await store.ListAsync(new RecordQuery("one_time_link", 100) { Owner = user }, cancellationToken) is { Records.Count: > 0 } page)
        {
            foreach (var record in page.Records)
            {
                await store.RemoveAsync(record.Kind, record.Id, null, cancellationToken);
            }
        }
    }
}

/// <summary>A link as it is shown once.</summary>
internal sealed record IssuedLink(string Code, string Address, DateTimeOffset ExpiresAt);
