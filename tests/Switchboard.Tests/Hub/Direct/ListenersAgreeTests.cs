using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Hub.Direct;

/// <summary>The hub's own listener answers whatever head a client sends with the status that the web server answers it with.</summary>
public sealed class ListenersAgreeTests
{
    private const string Good = "GET /connection/websocket HTTP/1.1\r\nHost: hub.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static readonly (string Part, string Replacement)[] _heads =
    [
        ("", ""),
        ("hub.test", "hub.test:80"), ("hub.test", ""), ("hub.test", "a b"), ("hub.test", "a/b"), ("hub.test", "user@hub.test"), ("hub.test", "hub.test:x"),
        ("hub.test", "hub.test:"), ("hub.test", "[::1]"), ("hub.test", "[::1"), ("hub.test", "ä.test"), ("hub.test", "a,b"), ("hub.test", "hub_1.test"),
        ("hub.test", "hub.test:99999"), ("hub.test", "hub.test:80:80"), ("hub.test", "a%20b"), ("hub.test", "a\\b"), ("hub.test", "\"a\""), ("hub.test", "<a>"),
        ("Host: hub.test\r\n", ""), ("Host: hub.test", "Host: hub.test\r\nHost: hub.test"), ("Host: hub.test", "Host: hub.test\r\nHost: other.test"),
        ("Host: hub.test", "host:hub.test"), ("Host: hub.test", "Host : hub.test"), ("Host: hub.test", " Host: hub.test"), ("Host: hub.test", "Host\t: hub.test"),
        ("\r\n\r\n", "\r\nContent-Length: x\r\n\r\n"), ("\r\n\r\n", "\r\nContent-Length:\r\n\r\n"), ("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n"),
        ("\r\n\r\n", "\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), ("\r\n\r\n", "\r\nContent-Length: -1\r\n\r\n"), ("\r\n\r\n", "\r\nContent-Length: 0, 0\r\n\r\n"),
        ("\r\n\r\n", "\r\nTransfer-Encoding:\r\n\r\n"), ("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), ("\r\n\r\n", "\r\nTransfer-Encoding: identity\r\n\r\n"),
        ("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"), ("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"),
        ("Connection: Upgrade", "Connection: notupgrade"), ("Connection: Upgrade", "Connection: upgrade, notupgrade"), ("Connection: Upgrade", "Connection: keep-alive"),
        ("Connection: Upgrade", "Connection: keep-alive, Upgrade"), ("Connection: Upgrade", "Connection: close, Upgrade"), ("Connection: Upgrade", "Connection:"),
        ("Connection: Upgrade", "Connection: Upgrade\r\nConnection: close"), ("Connection: Upgrade", "Connection: \"Upgrade\""), ("Connection: Upgrade\r\n", ""),
        ("Connection: Upgrade", "Connection: Upgrade,"), ("Connection: Upgrade", "Connection: Upgrade;q=1"), ("Connection: Upgrade", "Connection: ,upgrade"),
        ("Upgrade: websocket", "Upgrade: WebSocket"), ("Upgrade: websocket", "Upgrade: websocket, h2c"), ("Upgrade: websocket", "Upgrade: h2c, websocket"),
        ("Upgrade: websocket", "Upgrade: websocket\r\nUpgrade: websocket"), ("Upgrade: websocket", "Upgrade: websocket/13"), ("Upgrade: websocket", "Upgrade:"),
        ("Upgrade: websocket\r\n", ""), ("Version: 13", "Version: 12"), ("Version: 13", "Version: 13, 8"), ("Version: 13", "Version: 013"), ("Version: 13", "Version:"),
        ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 13"), ("Sec-WebSocket-Version: 13\r\n", ""),
        ("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ="), ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZR=="),
        ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZXhYeA=="), ("Sec-WebSocket-Key: ", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: "),
        ("dGhlIHNhbXBsZSBub25jZQ==", " dGhlIHNhbXBsZSBub25jZQ== \t"), ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXB sZSBub25jZQ=="),
        ("HTTP/1.1", "HTTP/1.0"), ("HTTP/1.1", "HTTP/2.0"), ("HTTP/1.1", "HTTP/1.2"), ("HTTP/1.1", "http/1.1"), ("HTTP/1.1", "HTTP/1.1 "), (" HTTP/1.1", ""),
        ("GET ", "get "), ("GET ", "POST "), ("GET ", "GET  "), ("GET ", "\r\nGET "), ("GET ", " GET "), ("GET ", "OPTIONS "), ("GET ", "HEAD "),
        ("/connection", "http://hub.test/connection"), ("/connection", "http://other.test/connection"), ("/connection", "//connection"), ("/connection", "/x/../connection"),
        ("/connection", "/./connection"), ("/connection", "connection"), ("/connection", "/%63onnection"), ("/connection", "/%zzconnection"), ("/connection", "/%00connection"),
        ("/connection", "/Connection"), ("websocket HTTP", "websocket/ HTTP"), ("websocket HTTP", "websocket?a=%zz HTTP"), ("websocket HTTP", "websocket?a=%00 HTTP"),
        ("websocket HTTP", "websocket?a=\"{}\" HTTP"), ("websocket HTTP", "websocket?a=ä HTTP"), ("websocket HTTP", "websocket#a HTTP"), ("websocket HTTP", "websocket?a#b HTTP"),
        ("websocket HTTP", "websocket?a\tb HTTP"), ("websocket HTTP", "websocket?a\nb HTTP"), ("websocket HTTP", "websocket?a\u0001b HTTP"), ("websocket HTTP", "websocket\\ HTTP"),
        ("\r\n\r\n", "\r\n folded\r\n\r\n"), ("\r\n\r\n", "\r\nA: b\r\n c\r\n\r\n"), ("\r\n\r\n", "\r\nA: b\r\n\tc\r\n\r\n"), ("\r\n\r\n", "\r\nA: b\nC: d\r\n\r\n"),
        ("\r\n\r\n", "\r\nA: b\rC: d\r\n\r\n"), ("\r\n\r\n", "\r\nno colon\r\n\r\n"), ("\r\n\r\n", "\r\n: no name\r\n\r\n"), ("\r\n\r\n", "\r\nA b: c\r\n\r\n"),
        ("\r\n\r\n", "\r\nA(: c\r\n\r\n"), ("\r\n\r\n", "\r\nÄ: c\r\n\r\n"), ("\r\n\r\n", "\r\nA: ä\r\n\r\n"), ("\r\n\r\n", "\r\nA: \0\r\n\r\n"), ("\r\n\r\n", "\r\nA: \u0001\r\n\r\n"),
        ("\r\n\r\n", "\r\nA: \u007f\r\n\r\n"), ("\r\n\r\n", "\r\nA:\r\n\r\n"), ("\r\n\r\n", "\r\nA\r\n\r\n"), ("\r\n", "\n"),
        ("\r\n\r\n", "\r\nOrigin: https://evil.test\r\n\r\n"), ("\r\n\r\n", "\r\nOrigin: http://hub.test\r\nOrigin: http://hub.test\r\n\r\n"), ("\r\n\r\n", "\r\nOrigin:\r\n\r\n"),
        ("\r\n\r\n", "\r\nSec-WebSocket-Protocol: centrifuge-json\r\n\r\n"), ("\r\n\r\n", "\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n"),
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heads_OfATable_AreAnsweredAlike()
    {
        await using var server = await HubServer.StartAsync(TimeProvider.System, HubListener.WebServer);
        await using var direct = await HubServer.StartAsync(TimeProvider.System, HubListener.Direct);
        string[] heads =
        [
            .. _heads.Select(head => head.Part.Length == 0 ? Good : Good.Replace(head.Part, head.Replacement, StringComparison.Ordinal)),
            .. new[] { 60, 94, 95, 96, 300 }.Select(count => Good.Replace("\r\n\r\n", "\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", count)) + "\r\n", StringComparison.Ordinal)),
            Good.Replace("\r\n\r\n", $"\r\nA: {new string('a', 40_000)}\r\n\r\n", StringComparison.Ordinal),
            Good.Replace("websocket HTTP", $"websocket?{new string('a', 10_000)} HTTP", StringComparison.Ordinal),
        ];

        var different = new List<string>();
        foreach (var head in heads)
        {
            await CompareAsync(server, direct, Encoding.Latin1.GetBytes(head), different);
        }

        Assert.Empty(different);
    }

    [Fact]
    public async Task Heads_ChangedAtRandom_AreAnsweredAlike()
    {
        await using var server = await HubServer.StartAsync(TimeProvider.System, HubListener.WebServer);
        await using var direct = await HubServer.StartAsync(TimeProvider.System, HubListener.Direct);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var different = new List<string>();
        for (var i = 0; i < (LongRun.IsOn ? 5000 : 150); i++)
        {
            await CompareAsync(server, direct, Change(random), different);
        }

        Assert.True(different.Count == 0, $"Seed {seed}: {string.Join("\n", different)}");
    }

    private static byte[] Change(Random random)
    {
        const string Marks = "\r\n\t :;,/\\?#%@[]\"()<>{}\0\u0001\u007f\u00e4aA0-_.=";
        var head = new List<byte>(Encoding.ASCII.GetBytes(Good));
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(head.Count - 4);
            switch (random.Next(3))
            {
                case 0:
                    head.Insert(at, (byte)Marks[random.Next(Marks.Length)]);
                    break;
                case 1:
                    head[at] = (byte)Marks[random.Next(Marks.Length)];
                    break;
                default:
                    head.RemoveAt(at);
                    break;
            }
        }

        return [.. head];
    }

    private static async Task CompareAsync(HubServer server, HubServer direct, byte[] head, List<string> different)
    {
        var expected = await StatusOfAsync(server.Port, head);
        var actual = await StatusOfAsync(direct.Port, head);
        if (expected != actual)
        {
            different.Add($"{expected} by the web server, {actual} by the hub: {Encoding.Latin1.GetString(head)}");
        }
    }

    /// <summary>The status of the answer; empty where there is none.</summary>
    private static async Task<string> StatusOfAsync(int port, byte[] head)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
        await client.SendAsync(head, patience.Token);
        var answer = new byte[64];
        var length = 0;
        try
        {
            while (length < 12 && await client.ReceiveAsync(answer.AsMemory(length), patience.Token) is > 0 and var received)
            {
                length += received;
            }
        }
        catch (SocketException)
        {
            // Cut in the middle of a head that is too long, behind the answer or before it.
        }

        return length < 12 ? "" : Encoding.ASCII.GetString(answer, 9, 3);
    }
}
