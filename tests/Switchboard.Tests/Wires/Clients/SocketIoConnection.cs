using System.Globalization;
using System.Text;
using System.Text.Json;
using Switchboard.Catalog;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>A Socket.IO client in the hub's namespace.</summary>
/// <param name="transport">How its packets go.</param>
/// <param name="version">The version of Engine.IO.</param>
/// <param name="patience">How long it waits for what has to come.</param>
internal sealed class SocketIoConnection(WireTransport transport, int version, TimeSpan patience) : WireConnection(transport, patience)
{
    private long _openId;
    private long _connectId;

    public override async Task<WireAnswer> ConnectAsync(string token = "", string fields = "")
    {
        var (id, answer) = Expect();
        _connectId = id;
        if (version == 3)
        {
            // The address is all that it has to say, and the server lets it in at once.
            await OpenAsync(token.Length > 0 ? $"&token={token}" : "");
            return await answer;
        }

        if (!IsOpened)
        {
            await OpenAsync();
        }

        await TrySendAsync($"40{{\"token\":\"{token}\"{(fields.Length > 0 ? "," : "")}{fields}}}");
        return await answer;
    }

    public override Task OpenAsync() => OpenAsync("");

    /// <summary>Leaves the hub's namespace, and then the transport.</summary>
    public override async Task LeaveAsync()
    {
        await TrySendAsync("41");
        await base.LeaveAsync();
    }

    public override Task<WireAnswer> CommandAsync(string name, string fields) => OperateAsync(name == "sub_refresh" ? "refresh" : name, fields);

    public override async Task<WireAnswer> OperateAsync(string name, string fields)
    {
        var (id, answer) = Expect();
        var prefix = OperationTable.Find(name) is { IsPrefixed: true } ? OperationTable.OwnPrefix : "";
        await TrySendAsync($"42{id}[\"{prefix}{name}\",{fields}]");
        return await answer;
    }

    public override async Task KeepAliveAsync()
    {
        if (version == 4)
        {
            await PingAsync();
            await SendPongAsync();
        }
        else
        {
            await SendPongAsync();
            await PingAsync();
        }
    }

    public override Task SendPongAsync() => TrySendAsync(version == 4 ? "3" : "2");

    public override Task SendMessageAsync(string data) => throw new NotSupportedException();

    protected override void Take(byte[] frame)
    {
        var packet = Encoding.UTF8.GetString(frame);
        switch (packet)
        {
            case ['0', ..]:
                Complete(_openId, new WireAnswer(0, "", default));
                break;
            case "2" or "3":
                Raise(WireEventKind.Ping);
                break;
            case "6":
                break;
            case ['4', var type, .. var rest]:
                Take(type, rest);
                break;
            default:
                throw new InvalidDataException($"Nobody knows the packet {packet}.");
        }
    }

    private async Task OpenAsync(string query)
    {
        var (id, opened) = Expect();
        _openId = id;
        await Transport.OpenAsync([], query);
        BeginReading();
        await opened;
    }

    private Task TrySendAsync(string packet) => TrySendAsync(Encoding.UTF8.GetBytes(packet));

    private void Take(char type, string rest)
    {
        switch (type)
        {
            case '0':
                Complete(_connectId, new WireAnswer(0, "", rest.Length > 0 ? JsonElement.Parse(rest) : default));
                break;
            case '1':
                // Who is told to leave a namespace does not come back.
                Told = (0, "", false);
                break;
            case '2':
                TakeEvent(JsonElement.Parse(rest.AsSpan(rest.IndexOf('[', StringComparison.Ordinal))));
                break;
            case '3':
                var begin = rest.IndexOf('[', StringComparison.Ordinal);
                Complete(long.Parse(rest.AsSpan(0, begin), CultureInfo.InvariantCulture), WireAnswer.Of(JsonElement.Parse(rest.AsSpan(begin))[0]));
                break;
            case '4':
                TakeRefusal(JsonElement.Parse(rest));
                break;
            default:
                throw new InvalidDataException($"Nobody knows the packet {type}{rest}.");
        }
    }

    // Protocol 4 has a text here and no code.
    private void TakeRefusal(JsonElement refusal) => Complete(_connectId, refusal.ValueKind == JsonValueKind.String
        ? new WireAnswer(uint.MaxValue, refusal.GetString()!, default)
        : new WireAnswer((uint)refusal.GetProperty("data").Number("code"), refusal.Text("message"), default) { Details = refusal.GetProperty("data").TryGetProperty("details", out var details) ? details : JsonElement.Parse("{}") });

    private void TakeEvent(JsonElement packet)
    {
        var (name, body) = (packet[0].GetString()!, packet[1]);
        var kind = name switch
        {
            "publication" => WireEventKind.Publication,
            "presence" => body.Has("join") ? WireEventKind.Join : WireEventKind.Leave,
            "subscribe" => WireEventKind.Subscribed,
            "unsubscribe" => WireEventKind.Unsubscribed,
            "call" => WireEventKind.Call,
            "cancel" => WireEventKind.Cancel,
            "answer" => WireEventKind.Progress,
            "refresh" => WireEventKind.Refresh,
            _ => WireEventKind.Publication,
        };
        var fields = kind switch
        {
            WireEventKind.Join => body.GetProperty("join"),
            WireEventKind.Leave => body.GetProperty("leave"),
            WireEventKind.Progress => JsonElement.Parse($$"""{"id":"{{body.Text("id")}}","data":{{body.Json("progress")}}}"""),
            WireEventKind.Publication when name != "publication" => JsonElement.Parse($$"""{"data":{{body.GetRawText()}},"tags":{"event":"{{name}}"} }"""),
            _ => body,
        };
        Raise(kind, body.Text("channel"), fields);
    }
}
