using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Switchboard.Client;

/// <summary>Connects as a device: each time, the hub is asked for a challenge, and the device's private key signs it. The key never leaves the process.</summary>
/// <remarks>The keys are those that the framework signs with: ECDSA on P-256, and RSA of at least 2048 bits. docs/devices.md tells how a device is enrolled.</remarks>
public sealed class DeviceCredentialProvider : ICredentialProvider, IDisposable
{
    private const int MaxAnswerBytes = 4096;

    private readonly string _deviceId;
    private readonly AsymmetricAlgorithm _key;

    /// <summary>Makes one.</summary>
    /// <param name="deviceId">The id that the device is registered with.</param>
    /// <param name="privateKeyPem">Its private key, as PEM text: PKCS #8, SEC 1 or PKCS #1, not encrypted.</param>
    /// <exception cref="ArgumentException">There is no such key in the text, or the id is empty.</exception>
    public DeviceCredentialProvider(string deviceId, string privateKeyPem)
    {
        ArgumentException.ThrowIfNullOrEmpty(deviceId);
        ArgumentNullException.ThrowIfNull(privateKeyPem);
        _deviceId = deviceId;
        _key = ReadKey(privateKeyPem) ?? throw new ArgumentException("The text holds no private key of ECDSA on P-256 or RSA that is readable without a password.", nameof(privateKeyPem));
    }

    /// <summary>Makes one with a key in a file.</summary>
    /// <param name="deviceId">The id that the device is registered with.</param>
    /// <param name="file">The PEM file with its private key.</param>
    /// <exception cref="ArgumentException">There is no such key in the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DeviceCredentialProvider FromPemFile(string deviceId, string file) => new(deviceId, File.ReadAllText(file));

    /// <inheritdoc/>
    public async ValueTask<Credential?> GetAsync(CredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var url = request.Url ?? throw new ArgumentException("A device signs for the hub that it connects to, whose address is missing.", nameof(request));
        using var invoker = request.CreateInvoker is { } create
            ? await create(cancellationToken).ConfigureAwait(false)
            : new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, disposeHandler: true);
        return Credential.FromToken(await CreateTokenAsync(url, invoker, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes a token for one connect, for clients of other wires. It is good for some seconds.</summary>
    /// <param name="url">The hub's WebSocket endpoint, or another address of the same host below <c>/connection</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The hub was not reached, or gave no challenge.</exception>
    public async ValueTask<string> CreateTokenAsync(Uri url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, disposeHandler: true);
        return await CreateTokenAsync(url, invoker, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();

    private async ValueTask<string> CreateTokenAsync(Uri url, HttpMessageInvoker invoker, CancellationToken cancellationToken)
    {
        var nonce = await GetNonceAsync(url, invoker, cancellationToken).ConfigureAwait(false);
        var signature = Sign(Encoding.UTF8.GetBytes($"switchboard-device-v1\n{HostOf(url)}\n{_deviceId}\n{nonce}"));
        return $"device.{_deviceId}.{nonce}.{Base64Url.EncodeToString(signature)}";
    }

    private async Task<string> GetNonceAsync(Uri url, HttpMessageInvoker invoker, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ChallengeAddress(url));
        var body = $$"""{"device":"{{JsonEncodedText.Encode(_deviceId)}}"}""";
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentLength > MaxAnswerBytes)
        {
            throw new HttpRequestException($"The hub gave the device no challenge (HTTP {(int)response.StatusCode}).", inner: null, response.StatusCode);
        }

        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
        return NonceIn(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false))
            ?? throw new HttpRequestException("What answers is no hub that knows devices.");
    }

    private static string? NonceIn(byte[] answer)
    {
        try
        {
            var element = JsonElement.Parse(answer);
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty("nonce", out var nonce) && nonce.ValueKind == JsonValueKind.String ? nonce.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Sign(byte[] data) => _key switch
    {
        ECDsa ecdsa => ecdsa.SignData(data, HashAlgorithmName.SHA256),
        RSA rsa => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        _ => throw new InvalidOperationException("The key is of no kind that signs."),
    };

    // Beside the endpoint that is connected to.
    private static Uri ChallengeAddress(Uri url)
    {
        var isSecure = url.Scheme is "wss" or "https";
        return new UriBuilder(new Uri(url, "challenge")) { Scheme = isSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Port = url.Port, Query = "", Fragment = "" }.Uri;
    }

    // As the requests name it.
    private static string HostOf(Uri url)
    {
        var host = (url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost).ToLowerInvariant();
        return url.Port is 80 or 443 ? host : $"{host}:{url.Port}";
    }

    private static AsymmetricAlgorithm? ReadKey(string pem) => TryImport(ECDsa.Create(), pem) ?? TryImport(RSA.Create(), pem);

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            if (CanSign(key))
            {
                return key;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            // It is of another kind, or no key.
        }

        key.Dispose();
        return null;
    }

    // A public key can be imported as well.
    private static bool CanSign(AsymmetricAlgorithm key) => key switch
    {
        ECDsa ecdsa => ecdsa.SignData([0], HashAlgorithmName.SHA256).Length > 0,
        RSA rsa => rsa.SignData([0], HashAlgorithmName.SHA256, RSASignaturePadding.Pss).Length > 0,
        _ => false,
    };
}
