using System.Net.Sockets;
using System.Text;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>Contract 7 for HTTP: one bad request harms only itself.</summary>
public sealed class BadRequestTests : IDisposable
{
    private const string Key = "a key for everything";
    private const string TenGigabytes = "Content-Length: 10737418240\r\n\r\n";

    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_RequestsThatAreTooBig_AreRefusedAndTheServerGoesOn()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "switchboard.json"),
            $$"""
            {
              "api": { "keys": [ { "name": "test", "key": "{{Key}}" } ] },
              "limits": { "requestLineBytes": 2000, "requestHeaderBytes": 2000 }
            }
            """,
            Cancellation);
        using var server = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
        var address = await server.ReadAddressAsync(Cancellation);

        (string Request, string Status)[] exchanges =
        [
            ($"POST /api/info HTTP/1.1\r\nHost: a\r\nX-API-Key: {Key}\r\n{TenGigabytes}", "413"),
            ($"POST /emulation HTTP/1.1\r\nHost: a\r\n{TenGigabytes}", "413"),
            ($"POST /connection/http_stream HTTP/1.1\r\nHost: a\r\n{TenGigabytes}", "413"),
            ($"POST /connection/uni_sse HTTP/1.1\r\nHost: a\r\n{TenGigabytes}", "413"),
            ("POST /emulation HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"),
            ("POST /emulation HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
            ("POST /emulation HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "400"),
            ($"GET /{new string('a', 3000)} HTTP/1.1\r\nHost: a\r\n\r\n", "414"),
            ($"GET /health HTTP/1.1\r\nHost: a\r\nX-Filling: {new string('a', 3000)}\r\n\r\n", "431"),
            ($"GET /health HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("X-A: b\r\n", 101))}\r\n", "431"),
            ("nonsense\r\n\r\n", "400"),
            ($"POST /api/info HTTP/1.1\r\nHost: a\r\nX-API-Key: {Key}\r\nContent-Length: 2\r\n\r\n{{}}", "200"),
        ];
        foreach (var (request, status) in exchanges)
        {
            Assert.Equal($"{status} {FirstLine(request)}", $"{await StatusOfAsync(address, request)} {FirstLine(request)}");
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FirstLine(string request) => request[..Math.Min(request.IndexOf('\r', StringComparison.Ordinal), 40)];

    /// <summary>The status of the answer; what the request announces beyond its headers is never sent.</summary>
    private static async Task<string> StatusOfAsync(Uri address, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Cancellation);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience.Limit, Cancellation);
        return line?.Split(' ')[1] ?? "";
    }
}
