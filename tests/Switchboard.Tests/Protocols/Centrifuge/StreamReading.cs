using System.Net;
using System.Text;
using System.Text.Json;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

/// <summary>A streamed response of JSON messages, read one by one: server-sent events or lines.</summary>
internal sealed class StreamReading : IDisposable
{
    private readonly StreamReader _reader;

    private StreamReading(HttpResponseMessage response, Stream body)
    {
        Response = response;
        _reader = new StreamReader(body, Encoding.UTF8);
    }

    public HttpResponseMessage Response { get; }

    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The id of the newest event that had one.</summary>
    public string? LastId { get; private set; }

    public static async Task<StreamReading> OpenAsync(HttpClient client, HttpRequestMessage request)
    {
        using var given = request;
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new StreamReading(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next message; null at the end of the stream.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        while (await ReadLineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonElement.Parse(line[6..]);
            }
            else if (line.StartsWith('{'))
            {
                return JsonElement.Parse(line);
            }
        }

        return null;
    }

    /// <summary>The next message, which must be there.</summary>
    public async Task<JsonElement> ReadAsync() => Assert.NotNull(await NextAsync());

    /// <summary>Everything up to the end of the stream.</summary>
    public async Task<List<JsonElement>> ReadToEndAsync()
    {
        var messages = new List<JsonElement>();
        while (await NextAsync() is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    public void Dispose()
    {
        _reader.Dispose();
        Response.Dispose();
    }

    private Task<string?> ReadLineAsync()
        => _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
}
