using System.Text.Json;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>A client of Centrifuge.</summary>
/// <param name="transport">How its messages go.</param>
/// <param name="encoding">What they look like.</param>
/// <param name="isOneWay">Whether it only listens: its connect request and its pushes have nothing around them.</param>
/// <param name="patience">How long it waits for what has to come.</param>
internal sealed class CentrifugeConnection(WireTransport transport, CentrifugeEncoding encoding, bool isOneWay, TimeSpan patience) : WireConnection(transport, patience)
{
    private long _connectId;

    public override async Task<WireAnswer> ConnectAsync(string token = "", string fields = "")
    {
        var (id, answer) = Expect();
        _connectId = id;
        var request = $"{{\"token\":\"{token}\"{(fields.Length > 0 ? "," : "")}{fields}}}";
        var message = encoding.Encode(isOneWay ? request : $$"""{"id":{{id}},"connect":{{request}}}""");
        if (IsOpened)
        {
            await TrySendAsync(message);
            return await answer;
        }

        await Transport.OpenAsync(message);
        BeginReading();
        return await answer;
    }

    public override async Task OpenAsync()
    {
        await Transport.OpenAsync([]);
        BeginReading();
    }

    public override async Task<WireAnswer> CommandAsync(string name, string fields)
    {
        var (id, answer) = Expect();
        await TrySendAsync(encoding.Encode($$"""{"id":{{id}},"{{name}}":{{fields}}}"""));
        return await answer;
    }

    public override async Task<WireAnswer> OperateAsync(string name, string fields)
    {
        var answer = await CommandAsync("rpc", $$"""{"method":"sb.{{name}}","data":{{fields}}}""");
        return answer with { Result = answer.Result.Has("data") ? answer.Result.GetProperty("data") : default };
    }

    public override async Task KeepAliveAsync()
    {
        await PingAsync();
        await SendPongAsync();
    }

    public override Task SendPongAsync() => TrySendAsync(encoding.Encode("{}"));

    public override Task SendMessageAsync(string data) => TrySendAsync(encoding.Encode($$"""{"send":{"data":{{data}} } }"""));

    protected override void Take(byte[] frame)
    {
        foreach (var message in encoding.Decode(frame))
        {
            Take(message);
        }
    }

    private void Take(JsonElement message)
    {
        if (!message.EnumerateObject().Any())
        {
            Raise(WireEventKind.Ping);
        }
        else if (isOneWay)
        {
            TakePush(message);
        }
        else if (message.Has("push"))
        {
            TakePush(message.GetProperty("push"));
        }
        else
        {
            TakeReply(message);
        }
    }

    private void TakeReply(JsonElement reply)
    {
        var (id, answer) = (reply.Number("id"), WireAnswer.Of(reply));
        if (answer.Code != 0)
        {
            Complete(id, answer);
            return;
        }

        var result = reply.EnumerateObject().First(static field => field.Name != "id");
        if (result.Name == "connect")
        {
            TakeConnect(result.Value);
        }
        else
        {
            Complete(id, answer with { Result = result.Value });
        }
    }

    private void TakeConnect(JsonElement connect)
    {
        Transport.Identify(connect.Text("session"), connect.Text("node"));
        if (connect.Has("subs"))
        {
            foreach (var subscription in connect.GetProperty("subs").EnumerateObject())
            {
                Raise(WireEventKind.Subscribed, subscription.Name, subscription.Value);
                foreach (var publication in subscription.Value.List("publications"))
                {
                    Raise(WireEventKind.Publication, subscription.Name, publication);
                }
            }
        }

        Complete(_connectId, new WireAnswer(0, "", connect));
    }

    private void TakePush(JsonElement push)
    {
        var channel = push.Text("channel");
        var kind = push.EnumerateObject().First(static field => field.Name != "channel");
        switch (kind.Name)
        {
            case "connect":
                TakeConnect(kind.Value);
                break;
            case "pub":
                Raise(WireEventKind.Publication, channel, kind.Value);
                break;
            case "join" or "leave":
                Raise(kind.Name == "join" ? WireEventKind.Join : WireEventKind.Leave, channel, kind.Value.GetProperty("info"));
                break;
            case "subscribe":
                Raise(WireEventKind.Subscribed, channel, kind.Value);
                break;
            case "unsubscribe":
                Raise(WireEventKind.Unsubscribed, channel, kind.Value);
                break;
            case "refresh":
                Raise(WireEventKind.Refresh, channel, kind.Value);
                break;
            case "message":
                TakeMessage(kind.Value.GetProperty("data").EnumerateObject().Single());
                break;
            case "disconnect":
                Told = ((uint)kind.Value.Number("code"), kind.Value.Text("reason"), kind.Value.Flag("reconnect"));
                break;
            default:
                throw new InvalidDataException($"Nobody knows the push {push}.");
        }
    }

    private void TakeMessage(JsonProperty message) => Raise(
        message.Name switch
        {
            "call" => WireEventKind.Call,
            "cancel" => WireEventKind.Cancel,
            "progress" => WireEventKind.Progress,
            _ => throw new InvalidDataException($"Nobody knows the message {message}."),
        },
        "",
        message.Value);
}
