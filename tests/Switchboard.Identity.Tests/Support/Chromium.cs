using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Identity.Tests.Support;

/// <summary>A real browser with one page, driven by its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1_048_576];
    private string _session = "";
    private int _id;

    private Chromium(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>Starts one; the test is skipped where there is none.</summary>
    public static async Task<Chromium> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), $"There is no {Program}: apt-get install chromium.");
        var profile = Directory.CreateTempSubdirectory("switchboard-");
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank" })
        {
            start.ArgumentList.Add(argument);
        }

        var chromium = new Chromium(Process.Start(start)!, profile);
        await chromium.AttachAsync();
        return chromium;
    }

    /// <summary>Has the browser use a made-up authenticator that agrees to everything.</summary>
    public async Task AddAuthenticatorAsync()
    {
        await SendAsync("WebAuthn.enable", new { });
        await SendAsync("WebAuthn.addVirtualAuthenticator", new
        {
            options = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
    }

    /// <summary>Opens an address, and waits until its page says something.</summary>
    public async Task OpenAsync(Uri address, string expected)
    {
        await SendAsync("Page.navigate", new { url = address.ToString() });
        await WaitAsync(expected);
    }

    /// <summary>Waits until the page says something.</summary>
    public async Task WaitAsync(string expected)
    {
        var began = Stopwatch.StartNew();
        while (began.Elapsed < Patience.Limit)
        {
            if ((await TextAsync()).Contains(expected, StringComparison.Ordinal))
            {
                return;
            }

            // A browser tells of no moment at which a page is what a person waits for.
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"The page never said '{expected}', but: {await TextAsync()}");
    }

    /// <summary>What the page says.</summary>
    public async Task<string> TextAsync() => await RunAsync("document.readyState === 'complete' ? document.title + ' ' + document.body.innerText : ''");

    /// <summary>Runs a script in the page, as a person at its tools would.</summary>
    public async Task<string> RunAsync(string script)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression = script, returnByValue = true, userGesture = true });
        return answer.TryGetProperty("result", out var result) && result.TryGetProperty("value", out var value) ? value.ToString() : "";
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Its last processes may still be writing.
        }
    }

    private async Task AttachAsync()
    {
        const string Announcement = "DevTools listening on ";
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.StartsWith(Announcement, StringComparison.Ordinal) == false);
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await _socket.ConnectAsync(new Uri(line![Announcement.Length..]), TestContext.Current.CancellationToken);
        var target = (await SendAsync("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString();
        _session = (await SendAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString()!;
    }

    private async Task<JsonElement> SendAsync(string method, object parameters)
    {
        var id = ++_id;
        var message = _session.Length > 0 ? JsonSerializer.Serialize(new { id, method, @params = parameters, sessionId = _session }) : JsonSerializer.Serialize(new { id, method, @params = parameters });
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        while (true)
        {
            var answer = await ReceiveAsync();
            if (answer.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
            {
                Assert.True(answer.TryGetProperty("result", out var result), answer.GetRawText());
                return result;
            }
        }
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        var length = 0;
        WebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), TestContext.Current.CancellationToken);
            length += received.Count;
        }
        while (!received.EndOfMessage);
        return JsonElement.Parse(_buffer.AsSpan(0, length));
    }
}
