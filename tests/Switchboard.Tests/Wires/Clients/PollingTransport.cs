using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>Long-polling of Engine.IO: packets come in the answers of polls and go in posts.</summary>
internal sealed class PollingTransport(Uri hub, int version) : WireTransport
{
    private const char Separator = '\u001e';

    private readonly HttpClient _http = new(CreateHandler()) { BaseAddress = hub };
    private readonly Queue<string> _packets = [];
    private readonly SemaphoreSlim _sending = new(1);
    private string _address = $"/socket.io/?EIO={version}&transport=polling&b64=1";

    public override async Task OpenAsync(byte[] first, string query = "")
    {
        _address += query;
        if (await PollAsync())
        {
            _address += $"&sid={JsonElement.Parse(_packets.Peek().AsSpan(1)).Text("sid")}";
        }
    }

    public override async Task SendAsync(byte[] message)
    {
        var packet = Encoding.UTF8.GetString(message);
        using var content = new StringContent(version == 4 ? packet : $"{packet.Length}:{packet}", Encoding.UTF8, "text/plain");
        await _sending.WaitAsync(Cut);
        try
        {
            // A session that has ended answers 400; the poll says why.
            using var answer = await _http.PostAsync(new Uri(_address, UriKind.Relative), content, Cut);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override async Task<byte[]?> ReceiveAsync()
    {
        while (_packets.Count == 0)
        {
            if (!await PollAsync())
            {
                return null;
            }
        }

        var packet = _packets.Dequeue();
        return packet == "1" ? null : Encoding.UTF8.GetBytes(packet);
    }

    public override Task LeaveAsync() => SendAsync("1"u8.ToArray());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _http.Dispose();
        _sending.Dispose();
    }

    private async Task<bool> PollAsync()
    {
        using var response = await _http.GetAsync(new Uri(_address, UriKind.Relative), Cut);
        if (!response.IsSuccessStatusCode)
        {
            return false;
        }

        foreach (var packet in Split(await response.Content.ReadAsStringAsync(Cut)))
        {
            _packets.Enqueue(packet);
        }

        return true;
    }

    private IEnumerable<string> Split(string payload) => version == 4 ? payload.Split(Separator) : SplitByLength(payload);

    private static IEnumerable<string> SplitByLength(string payload)
    {
        while (payload.Length > 0)
        {
            var colon = payload.IndexOf(':', StringComparison.Ordinal);
            var end = colon + 1 + int.Parse(payload.AsSpan(0, colon), CultureInfo.InvariantCulture);
            yield return payload[(colon + 1)..end];
            payload = payload[end..];
        }
    }
}
