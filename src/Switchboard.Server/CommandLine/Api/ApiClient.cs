using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>Calls methods of a server's HTTP API. Whatever goes wrong is a <see cref="CommandException"/>.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int MaxErrorBytes = 65_536;
    private const string KeyHeader = "X-API-Key";

    // Payloads are as deep as the server allows, and more is around them.
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 65_536 };

    private readonly RemoteServer _server;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _http;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="server">The server and the key.</param>
    /// <param name="timeout">How long to wait for each answer.</param>
    public ApiClient(RemoteServer server, TimeSpan timeout)
    {
        _server = server;
        _timeout = timeout;

        // A redirect would carry the key elsewhere.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The server's address, which ends with a slash.</summary>
    public Uri Address => _server.Address;

    /// <summary>Calls a method.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="write">Writes the properties of the request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result.</returns>
    public Task<JsonElement> CallAsync(string method, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
        => CallAsync(method, write, TimeSpan.Zero, cancellationToken);

    /// <summary>Calls a method that has a deadline of its own, and waits so much longer for its answer.</summary>
    public async Task<JsonElement> CallAsync(string method, Action<Utf8JsonWriter> write, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(method, JsonText.ObjectBytes(write), _timeout + deadline, cancellationToken);
        return answer.TryGetProperty("result", out var result) ? result : throw RemoteError.OfAnswer(answer, method);
    }

    /// <summary>Calls several methods in one request.</summary>
    /// <returns>The whole answer.</returns>
    public Task<JsonElement> BatchAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => PostAsync("batch", body, _timeout, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> PostAsync(string method, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, $"api/{method}"));
        request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (_server.Key is not null)
        {
            _ = _server.IsToken
                ? request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_server.Key}")
                : request.Headers.TryAddWithoutValidation(KeyHeader, _server.Key);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw RemoteError.OfStatus(_server, method, response, await TryReadErrorAsync(response, deadline.Token));
            }

            return await ReadAsync(response, deadline.Token);
        }
        catch (HttpRequestException exception)
        {
            throw RemoteError.OfConnection(_server.Address, exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCodes.Unreachable, $"{_server.Address} did not answer within {timeout.TotalSeconds:0} seconds; try again, or allow more with --timeout.");
        }
    }

    /// <summary>What the server says about a request that it did not serve; null where it is a proxy that answers, or another program.</summary>
    private static async Task<JsonElement?> TryReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength is not (> 0 and <= MaxErrorBytes))
        {
            return null;
        }

        try
        {
            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), _reading, cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw RemoteError.OfForeignServer(_server.Address);
        }
    }
}
