using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Switchboard.Configuration;
using Switchboard.Diagnostics;

namespace Switchboard.Webhooks;

/// <summary>Sends signed requests to the application's back end.</summary>
internal sealed class WebhookClient(IHttpClientFactory http, SettingsHolder settings, TimeProvider time, HubMetrics metrics)
{
    /// <summary>The name of the client that the factory makes.</summary>
    public const string ClientName = "Switchboard.Hooks";

    /// <summary>The header with the time and the signature.</summary>
    public const string SignatureHeader = "X-Switchboard-Signature";

    private static readonly MediaTypeHeaderValue _json = new("application/json");

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="operation">What for, in metrics.</param>
    /// <param name="address">Where.</param>
    /// <param name="body">The body, JSON.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="cancellationToken">Gives up before the time of one request is over.</param>
    /// <exception cref="HttpRequestException">There was no answer, none of success, or one too large.</exception>
    /// <exception cref="OperationCanceledException">The answer did not come in time.</exception>
    public async Task<byte[]> PostAsync(
        string operation, Uri address, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var isAnswered = false;
        try
        {
            using var timeout = new CancellationTokenSource(settings.Current.Hooks.Http.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var answer = await PostAsync(address, body, headers, either.Token);
            isAnswered = true;
            return answer;
        }
        finally
        {
            metrics.WebhookSent(operation, isAnswered, time.GetElapsedTime(startedAt));
        }
    }

    /// <summary>The signature of a body at a time: what receivers compare with.</summary>
    public static string Sign(byte[] secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes($"{unixSeconds}."));
        hash.AppendData(body);
        return $"t={unixSeconds},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    private async Task<byte[]> PostAsync(
        Uri address, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        var current = settings.Current.Hooks.Http;
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = _json;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (address.UserInfo.Length > 0 && request.Headers.Authorization is null)
        {
            // As curl does, and the HTTP client of Go, which Centrifugo uses; that of .NET leaves it out.
            var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }

        request.Headers.Remove(SignatureHeader);
        request.Headers.Add(SignatureHeader, Sign(current.Secret, time.GetUtcNow().ToUnixTimeSeconds(), body.Span));
        using var client = http.CreateClient(ClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(current.MaxResponseBytes, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
