using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Switchboard.Tests.Protocols.Centrifuge;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>How a streamed response is asked for and read.</summary>
internal enum StreamForm
{
    /// <summary>Server-sent events, asked for by a parameter.</summary>
    Events,

    /// <summary>Lines of JSON, asked for by a body.</summary>
    Lines,

    /// <summary>Protobuf messages behind their lengths, asked for by a body.</summary>
    Protobuf,
}

/// <summary>A response that streams, with further messages in requests of their own.</summary>
internal sealed class StreamTransport(Uri hub, string path, StreamForm form) : WireTransport
{
    private readonly HttpClient _http = new(CreateHandler()) { BaseAddress = hub };
    private HttpResponseMessage? _response;
    private StreamReader? _lines;
    private Stream? _body;
    private (string Session, string Node) _id;

    public override async Task OpenAsync(byte[] first, string query = "")
    {
        using var request = form == StreamForm.Events
            ? new HttpRequestMessage(HttpMethod.Get, $"{path}?cf_connect={Uri.EscapeDataString(Encoding.UTF8.GetString(first))}")
            : new HttpRequestMessage(HttpMethod.Post, path) { Content = Content(first) };
        _response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cut);
        RefusedStatus = _response.StatusCode == HttpStatusCode.OK ? 0 : (int)_response.StatusCode;
        _body = await _response.Content.ReadAsStreamAsync(Cut);
        _lines = new StreamReader(_body, Encoding.UTF8);
    }

    public override void Identify(string session, string node) => _id = (session, node);

    public override async Task SendAsync(byte[] message)
    {
        var body = form == StreamForm.Protobuf
            ? [.. Proto.Text(1, _id.Node), .. Proto.Text(2, _id.Session), .. Proto.Field(3, message)]
            : JsonSerializer.SerializeToUtf8Bytes(new { session = _id.Session, node = _id.Node, data = Encoding.UTF8.GetString(message) });
        using var content = Content(body);
        using var response = await _http.PostAsync(new Uri("/emulation", UriKind.Relative), content, Cut);

        // The stream says why a session is gone.
        if (response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotFound))
        {
            throw new InvalidDataException($"/emulation answered {response.StatusCode}.");
        }
    }

    public override Task<byte[]?> ReceiveAsync() => RefusedStatus != 0 ? Task.FromResult<byte[]?>(null) : form switch
    {
        StreamForm.Protobuf => ReadMessageAsync(),
        StreamForm.Lines => ReadLineAsync(""),
        _ => ReadLineAsync("data: "),
    };

    /// <summary>A client goes by ending its request.</summary>
    public override Task LeaveAsync()
    {
        _response?.Dispose();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _response?.Dispose();
        _http.Dispose();
    }

    private async Task<byte[]?> ReadLineAsync(string prefix)
    {
        while (await _lines!.ReadLineAsync(Cut) is { } line)
        {
            if (line.Length > 0 && line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return Encoding.UTF8.GetBytes(line[prefix.Length..]);
            }
        }

        return null;
    }

    private async Task<byte[]?> ReadMessageAsync()
    {
        var head = new List<byte>();
        var (length, one) = (0, new byte[1]);
        do
        {
            if (await _body!.ReadAsync(one, Cut) == 0)
            {
                return null;
            }

            length |= (one[0] & 0x7F) << (7 * head.Count);
            head.Add(one[0]);
        }
        while (one[0] >= 0x80);
        var message = new byte[length];
        await _body.ReadExactlyAsync(message, Cut);
        return [.. head, .. message];
    }

    private ByteArrayContent Content(byte[] bytes)
        => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(form == StreamForm.Protobuf ? "application/octet-stream" : "application/json") } };
}
