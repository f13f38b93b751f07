using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Extensibility;

/// <summary>The secrets of tickets in the hub's own form: <c>ticket_</c> and 32 random bytes in base64url.</summary>
public static class TicketSecret
{
    private const string Prefix = "ticket_";
    private const int RandomBytes = 32;
    private const int Length = 7 + 43;
    private const int IdBytes = 12;

    private static readonly SearchValues<char> _letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Makes one.</summary>
    public static string Create()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        return Prefix + Base64Url.EncodeToString(random);
    }

    /// <summary>Whether a text has the form.</summary>
    /// <param name="text">The text.</param>
    public static bool Is(string text)
        => text is { Length: Length } && text.StartsWith(Prefix, StringComparison.Ordinal) && !text.AsSpan(Prefix.Length).ContainsAnyExcept(_letters);

    /// <summary>By what a store knows it: whoever reads the store learns no ticket.</summary>
    /// <param name="secret">The secret.</param>
    /// <returns>The SHA-256 of its UTF-8.</returns>
    public static byte[] Hash(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return SHA256.HashData(Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>The id of a ticket, by which it is listed and revoked: a part of its hash, whatever wrote it.</summary>
    /// <param name="hash">The hash of its secret.</param>
    public static string IdOf(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash[..IdBytes]);
}
