using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Switchboard.Identity.SignIn;

namespace Switchboard.Identity.OpenId;

/// <summary>Seals what a browser carries while somebody is at the provider, by a key that all nodes share: any of them may take it back.</summary>
internal sealed class OpenIdProtector(KeyRing keys) : IDataProtectionProvider
{
    private const int KeyBytes = 32;

    private byte[]? _key;

    /// <summary>Has the key ready, for callers that cannot wait.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken) => _key ??= await keys.PagesAsync(cancellationToken);

    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose) => new Protector(this, purpose);

    private byte[] KeyOf(string purpose)
        => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key ?? throw new InvalidOperationException("The key has not been read."), KeyBytes, salt: null, Encoding.UTF8.GetBytes(purpose));

    private sealed class Protector(OpenIdProtector owner, string purpose) : IDataProtector
    {
        private static readonly int _nonceBytes = AesGcm.NonceByteSizes.MaxSize;
        private static readonly int _tagBytes = AesGcm.TagByteSizes.MaxSize;

        public IDataProtector CreateProtector(string inner) => new Protector(owner, $"{purpose}\n{inner}");

        public byte[] Protect(byte[] plaintext)
        {
            var sealedBytes = new byte[_nonceBytes + _tagBytes + plaintext.Length];
            var nonce = sealedBytes.AsSpan(0, _nonceBytes);
            RandomNumberGenerator.Fill(nonce);
            using var cipher = new AesGcm(owner.KeyOf(purpose), _tagBytes);
            cipher.Encrypt(nonce, plaintext, sealedBytes.AsSpan(_nonceBytes + _tagBytes), sealedBytes.AsSpan(_nonceBytes, _tagBytes));
            return sealedBytes;
        }

        public byte[] Unprotect(byte[] protectedData)
        {
            if (protectedData.Length < _nonceBytes + _tagBytes)
            {
                throw new CryptographicException("It is too short to be sealed.");
            }

            var plain = new byte[protectedData.Length - _nonceBytes - _tagBytes];
            using var cipher = new AesGcm(owner.KeyOf(purpose), _tagBytes);
            cipher.Decrypt(protectedData.AsSpan(0, _nonceBytes), protectedData.AsSpan(_nonceBytes + _tagBytes), protectedData.AsSpan(_nonceBytes, _tagBytes), plain);
            return plain;
        }
    }
}
