using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Switchboard.Security;

/// <summary>Fetches a JSON Web Key Set (RFC 7517).</summary>
internal sealed class JwksClient(Uri address, Func<HttpClient> http, ILogger logger)
{
    private const int MaxBytes = 1_048_576;

    /// <summary>The address as it may be logged: without user, password and query.</summary>
    public string Address { get; } = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Fetches and reads the set.</summary>
    /// <exception cref="HttpRequestException">There was no answer, none of success, or more than 1 MiB.</exception>
    /// <exception cref="FormatException">The answer is no key set.</exception>
    public async Task<TokenKeySet> FetchAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();

        await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var keys = JwksReader.Read(Encoding.UTF8.GetString(body));
        if (keys.Count == 0)
        {
            SecurityLog.FetchedNothing(logger, Address);
        }

        SecurityLog.Fetched(logger, Address, keys.Count);
        return new TokenKeySet(keys);
    }
}
