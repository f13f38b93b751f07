using System.Collections.Immutable;
using Switchboard.Extensibility;

namespace Switchboard.Security.Access;

/// <summary>What was said at run time about who may do what: grants, blocks, revoked tokens, service keys. Immutable; a change makes another.</summary>
internal sealed record AccessRules
{
    private static readonly ImmutableDictionary<string, ImmutableDictionary<string, TimedGrant>> _noGrants =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, TimedGrant>>(StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, long> _noTimes = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    // Whose clock is ahead of this one.
    private static readonly TimeSpan _clockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Nothing was said.</summary>
    public static AccessRules None { get; } = new();

    private ImmutableDictionary<string, ImmutableDictionary<string, TimedGrant>> OfUsers { get; init; } = _noGrants;

    private ImmutableDictionary<string, ImmutableDictionary<string, TimedGrant>> OfRoles { get; init; } = _noGrants;

    private ImmutableDictionary<string, long> Blocks { get; init; } = _noTimes;

    private ImmutableDictionary<string, long> RevokedTokens { get; init; } = _noTimes;

    private ImmutableDictionary<string, (long Before, long Until)> RevokedUsers { get; init; } = ImmutableDictionary.Create<string, (long, long)>(StringComparer.Ordinal);

    /// <summary>The service keys, by name.</summary>
    public ImmutableDictionary<string, StoredKey> Keys { get; init; } = ImmutableDictionary.Create<string, StoredKey>(StringComparer.Ordinal);

    /// <summary>How many records it was made of.</summary>
    public int Count { get; init; }

    /// <summary>Whether a user is blocked.</summary>
    public bool IsBlocked(string user, DateTimeOffset now)
        => !Blocks.IsEmpty && user.Length > 0 && Blocks.TryGetValue(user, out var until) && IsAhead(until, now);

    /// <summary>Whether a token is no longer valid. One that does not say when it was made counts as made before, and so does one that says it will be made.</summary>
    public bool IsRevoked(string user, string tokenId, DateTimeOffset? issuedAt, DateTimeOffset now)
        => (!RevokedTokens.IsEmpty && tokenId.Length > 0 && RevokedTokens.TryGetValue(tokenId, out var until) && IsAhead(until, now))
            || (!RevokedUsers.IsEmpty && user.Length > 0 && RevokedUsers.TryGetValue(user, out var revoked) && IsAhead(revoked.Until, now)
                && (issuedAt is not { } made || made > now + _clockSkew || made.ToUnixTimeMilliseconds() < revoked.Before));

    /// <summary>Who has been given an operation in a channel: the principal's user, or one of its roles; null where nobody has.</summary>
    public AccessSubject? FindGrant(Principal principal, Operations operation, string channel, DateTimeOffset now)
    {
        if (!OfUsers.IsEmpty && principal.UserId.Length > 0 && IsAmong(OfUsers, principal.UserId, operation, channel, now))
        {
            return new AccessSubject(principal.UserId, null);
        }

        if (!OfRoles.IsEmpty)
        {
            foreach (var role in principal.Roles)
            {
                if (IsAmong(OfRoles, role, operation, channel, now))
                {
                    return new AccessSubject(null, role);
                }
            }
        }

        return null;
    }

    /// <summary>Whether anything was said of a user by name.</summary>
    public bool Names(string user) => OfUsers.ContainsKey(user) || Blocks.ContainsKey(user) || RevokedUsers.ContainsKey(user);

    /// <summary>When the first grant of all ends behind a time; null where none does.</summary>
    public DateTimeOffset? NextEnd(DateTimeOffset after)
    {
        var ends = OfUsers.Values.Concat(OfRoles.Values).SelectMany(static grants => grants.Values).Select(static grant => grant.Until).Where(until => until > after.ToUnixTimeMilliseconds());
        return ends.DefaultIfEmpty(0).Min() is > 0 and var first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : null;
    }

    /// <summary>The rules with a record more, in place of the one of the same id.</summary>
    public AccessRules With(StoredRecord record)
    {
        var until = record.ExpiresAt?.ToUnixTimeMilliseconds() ?? 0;
        switch (record.Kind)
        {
            case AccessKinds.Grant:
                var grant = AccessJson.ReadGrant(record);
                return With(grant.Subject, of => of.SetItem(record.Id, new TimedGrant(grant.ToGrant(), until)));
            case AccessKinds.Block:
                return this with { Blocks = Blocks.SetItem(AccessJson.ReadBlock(record).User, until) };
            case AccessKinds.Key:
                var key = AccessJson.ReadKey(record);
                return this with { Keys = Keys.SetItem(key.Name, new StoredKey(key)) };
            default:
                var revocation = AccessJson.ReadRevocation(record);
                return revocation.TokenId is { } id
                    ? this with { RevokedTokens = RevokedTokens.SetItem(id, until) }
                    : this with { RevokedUsers = RevokedUsers.SetItem(revocation.User!, (revocation.Before, until)) };
        }
    }

    /// <summary>The rules without a record.</summary>
    public AccessRules Without(StoredRecord record)
    {
        switch (record.Kind)
        {
            case AccessKinds.Grant:
                var grant = AccessJson.ReadGrant(record);
                return With(grant.Subject, of => of.Remove(record.Id));
            case AccessKinds.Block:
                return this with { Blocks = Blocks.Remove(AccessJson.ReadBlock(record).User) };
            case AccessKinds.Key:
                return this with { Keys = Keys.Remove(AccessJson.ReadKey(record).Name) };
            default:
                var revocation = AccessJson.ReadRevocation(record);
                return revocation.TokenId is { } id
                    ? this with { RevokedTokens = RevokedTokens.Remove(id) }
                    : this with { RevokedUsers = RevokedUsers.Remove(revocation.User!) };
        }
    }

    private AccessRules With(AccessSubject subject, Func<ImmutableDictionary<string, TimedGrant>, ImmutableDictionary<string, TimedGrant>> change)
        => subject.User is { } user ? this with { OfUsers = Change(OfUsers, user, change) } : this with { OfRoles = Change(OfRoles, subject.Role!, change) };

    private static ImmutableDictionary<string, ImmutableDictionary<string, TimedGrant>> Change(
        ImmutableDictionary<string, ImmutableDictionary<string, TimedGrant>> all, string name,
        Func<ImmutableDictionary<string, TimedGrant>, ImmutableDictionary<string, TimedGrant>> change)
    {
        var changed = change(all.GetValueOrDefault(name) ?? ImmutableDictionary.Create<string, TimedGrant>(StringComparer.Ordinal));
        return changed.IsEmpty ? all.Remove(name) : all.SetItem(name, changed);
    }

    private static bool IsAmong(
        ImmutableDictionary<string, ImmutableDictionary<string, TimedGrant>> all, string name, Operations operation, string channel, DateTimeOffset now)
    {
        if (!all.TryGetValue(name, out var grants))
        {
            return false;
        }

        foreach (var (_, (grant, until)) in grants)
        {
            if (grant.Covers(operation, channel) && IsAhead(until, now))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAhead(long until, DateTimeOffset now) => until == 0 || until > now.ToUnixTimeMilliseconds();
}

/// <summary>A grant and its end.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Until">In Unix milliseconds; 0 for never.</param>
internal readonly record struct TimedGrant(Grant Grant, long Until);
