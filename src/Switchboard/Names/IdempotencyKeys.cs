using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Names;

/// <summary>Keeps the idempotency keys of different publishers apart: nobody can use up another's key, or learn whether it was used.</summary>
internal static class IdempotencyKeys
{
    private const int ScopeBytes = 16;

    /// <summary>What a key holds for that is one operation's on one thing of a channel: another thing has keys of its own. No key without such a scope begins like this.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="thing">Its id.</param>
    public static string ScopeOf(string operation, string thing)
        => $"!{operation}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(thing)).AsSpan(0, ScopeBytes))}";

    /// <summary>A key as it is remembered. Lengths stand before what may hold any character, so that no two owners can meet.</summary>
    /// <param name="owner">Whose key it is; null for services, which share theirs. Anonymous parties share theirs, too.</param>
    /// <param name="key">The key as it was given.</param>
    public static string Scoped(Principal? owner, string key)
        => owner is null ? $":{key}" : $"{(int)owner.Kind}.{owner.UserId.Length}.{owner.UserId}:{key}";
}
