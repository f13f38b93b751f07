using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Server.Tests.House;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Samples;

/// <summary>The samples start, and do what they show.</summary>
public sealed class SampleTests : IDisposable
{
    private const int MaxLines = 100;

    private static readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal) { ["URLS"] = "http://127.0.0.1:0" };

    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_Visitor_TalksAndReadsBack()
    {
        using var sample = Start("Chat");
        var address = await sample.ReadAddressAsync(Cancellation);

        Assert.Contains("<title>Chat</title>", await _http.GetStringAsync(address, Cancellation), StringComparison.Ordinal);
        using var visitor = await Serving.SocketClient.ConnectAsync(address, "");
        await visitor.ResultAsync("subscribe", """{"channel":"chat:lobby"}""");
        await visitor.ResultAsync("publish", """{"channel":"chat:lobby","data":{"name":"Ada","text":"Hello"}}""");
        Assert.Equal("chat:lobby", await visitor.PublicationChannelAsync());
        await visitor.ResultAsync("history", """{"channel":"chat:lobby","limit":50,"reverse":true}""");
    }

    [Fact]
    public async Task Dashboard_FedByCurl_ReceivesTheValue()
    {
        using var sample = Start("Dashboard");
        var address = await sample.ReadAddressAsync(Cancellation);
        Assert.Contains("<title>Dashboard</title>", await _http.GetStringAsync(address, Cancellation), StringComparison.Ordinal);
        var connect = Uri.EscapeDataString("""{"subs":{"metrics:shop":{}}}""");
        using var events = new StreamReader(await _http.GetStreamAsync(new Uri(address, $"/connection/uni_sse?cf_connect={connect}"), Cancellation), Encoding.UTF8);
        await ReadUntilAsync(events, "\"connect\"");

        using var feed = Process.Start("bash", [Repository.PathOf("samples/Dashboard/feed.sh"), address.GetLeftPart(UriPartial.Authority), "1"]);

        Assert.Contains("\"name\":\"orders\"", await ReadUntilAsync(events, "\"pub\""), StringComparison.Ordinal);
        await feed.WaitForExitAsync(Cancellation);
        Assert.Equal(0, feed.ExitCode);
    }

    [Fact]
    public async Task StreamedAnswer_PageThatComesInTheMiddle_ShowsTheWholeAndTheRest()
    {
        using var sample = Start("StreamedAnswer", "--WordMilliseconds", "20");
        var address = await sample.ReadAddressAsync(Cancellation);
        Assert.Contains("<title>Streamed answers</title>", await _http.GetStringAsync(address, Cancellation), StringComparison.Ordinal);
        using var asked = await PostAsync(address, "/ask", "Why?");
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        var events = new Uri(address, $"/connection/uni_sse?cf_connect={Uri.EscapeDataString("""{"subs":{"answers:1":{}}}""")}");

        using var early = new StreamReader(await _http.GetStreamAsync(events, Cancellation), Encoding.UTF8);
        Assert.Contains("\"question\":\"Why?\"", await ReadUntilAsync(early, "\"connect\""), StringComparison.Ordinal);
        Assert.Contains("\"append\"", await ReadUntilAsync(early, "\"pub\""), StringComparison.Ordinal);
        await ReadUntilAsync(early, "\"ended\"");
        using var late = new StreamReader(await _http.GetStreamAsync(events, Cancellation), Encoding.UTF8);
        var whole = await ReadUntilAsync(late, "\"connect\"");

        Assert.Contains("Word by word: each one", whole, StringComparison.Ordinal);
        Assert.Contains("that it is broken. ", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_SignedIn_ReceivesNotesInTheInboxAndTheChannel()
    {
        using var sample = Start("Embedded");
        var address = await sample.ReadAddressAsync(Cancellation);
        Assert.Contains("<title>Notes</title>", await _http.GetStringAsync(address, Cancellation), StringComparison.Ordinal);
        using (var stranger = await PostAsync(address, "/notes", """{"text":"Hello"}"""))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        }

        using var login = await PostAsync(address, "/login", """{"name":"ada"}""");
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie")).Split(';')[0];
        using var ada = await Serving.SocketClient.ConnectAsync(address, "", cookie);
        await ada.ResultAsync("subscribe", """{"channel":"team:notes"}""");
        using var toAll = await PostAsync(address, "/notes", """{"text":"Hello"}""", cookie);
        Assert.Equal(HttpStatusCode.OK, toAll.StatusCode);
        Assert.Equal("team:notes", await ada.PublicationChannelAsync());
        using var toAda = await PostAsync(address, "/notes", """{"to":"ada","text":"Hello"}""", cookie);
        Assert.Equal(HttpStatusCode.OK, toAda.StatusCode);
        Assert.Equal("#ada", await ada.PublicationChannelAsync());

        using var logout = await PostAsync(address, "/logout", "{}", cookie);
        var end = await Assert.ThrowsAsync<Serving.SocketClosedException>(ada.PublicationChannelAsync);
        Assert.StartsWith("3503", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_Called_Answers()
    {
        using var hub = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--config", Repository.PathOf("samples/development.json"), "--urls", "http://127.0.0.1:0");
        var address = await hub.ReadAddressAsync(Cancellation);
        using var sample = Start("Worker", SocketOf(address));
        await sample.ReadUntilAsync("Serving math:sum.", Cancellation);

        using var caller = SwitchboardProcess.Start(_folder.FullName, _noVariables, "call", "math:sum", "[1,2,3]", "--server", $"{address}", "--key", "development");

        Assert.Equal("6", (await caller.WaitAsync(Cancellation)).Output.Trim());
        using var submitter = SwitchboardProcess.Start(_folder.FullName, _noVariables, "job", "submit", "math:sum", "[4,5,6]", "--wait", "--server", $"{address}", "--key", "development");
        Assert.Equal("15", (await submitter.WaitAsync(Cancellation)).Output.Trim());
        await sample.ReadUntilAsync("attempt 1 at the job", Cancellation);
        await sample.SignalAsync("INT", Cancellation);
        Assert.Equal(0, (await sample.WaitAsync(Cancellation)).ExitCode);
    }

    [Fact]
    public async Task Monitor_StartedBeforeTheHub_DeliversAllTheSame()
    {
        var port = UnusedPort.Find();
        using var sample = Start("Monitor", SocketOf(new Uri($"http://127.0.0.1:{port}")), Path.Combine(_folder.FullName, "outbox.db"));
        await sample.ReadUntilAsync("MiB", Cancellation);

        using var hub = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--config", Repository.PathOf("samples/development.json"), "--urls", $"http://127.0.0.1:{port}");
        await hub.ReadAddressAsync(Cancellation);
        using var tail = SwitchboardProcess.Start(_folder.FullName, _noVariables, "subscribe", "monitor", "--since", "0", "--count", "1", "--json", "--server", $"http://127.0.0.1:{port}");

        Assert.Contains("memoryMebibytes", (await tail.WaitAsync(Cancellation)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_Files_AreShortAndListed()
    {
        var page = File.ReadAllText(Repository.PathOf("samples/README.md"));
        var projects = Repository.FilesBelow("samples", "*.csproj").Select(file => Path.GetFileNameWithoutExtension(file)).ToArray();
        var code = Repository.FilesBelow("samples", "*.cs").Concat(Repository.FilesBelow("samples", "*.html"));

        Assert.NotEmpty(projects);
        Assert.All(projects, name => Assert.Contains($"dotnet run --project samples/{name}`", page, StringComparison.Ordinal));
        Assert.All(code, file => Assert.InRange(File.ReadLines(Repository.PathOf(file)).Count(), 1, MaxLines - 1));
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<string> ReadUntilAsync(StreamReader events, string text)
    {
        while (await events.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience.Limit, Cancellation) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The events ended without {text}.");
    }

    private async Task<HttpResponseMessage> PostAsync(Uri address, string path, string body, string cookie = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return await _http.SendAsync(request, Cancellation);
    }

    private static string SocketOf(Uri address) => $"ws://{address.Authority}/connection/websocket";

    private SwitchboardProcess Start(string name, params string[] arguments)
    {
        var configuration = typeof(SampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return SwitchboardProcess.StartProgram(Repository.PathOf($"samples/{name}/bin/{configuration}/net10.0/{name}.dll"), _folder.FullName, _variables, arguments);
    }
}
