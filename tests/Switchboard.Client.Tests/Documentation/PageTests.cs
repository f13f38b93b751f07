using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Documentation;

public sealed partial class PageTests
{
    [Theory]
    [InlineData("dotnet-client.md", "PageExamples.cs")]
    [InlineData("jobs.md", "JobPageExamples.cs")]
    [InlineData("maps.md", "MapPageExamples.cs")]
    [InlineData("boards.md", "BoardPageExamples.cs")]
    public async Task Page_Examples_AreThoseThatCompile(string page, string code)
    {
        var root = Root();
        var text = await File.ReadAllTextAsync(Path.Combine(root, "docs", page), Clients.Patience);
        var source = Lines(await File.ReadAllTextAsync(Path.Combine(root, "tests/Switchboard.Client.Tests/Documentation", code), Clients.Patience));

        var examples = ExamplePattern().Matches(text).Select(match => Lines(match.Groups["code"].Value)).ToArray();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(example, source, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Examples_OfCalls_Work()
    {
        await using var hub = await ClientHub.StartAsync(
            "Namespaces:math:AllowServe:0=anonymous", "Namespaces:math:AllowCall:0=anonymous", "Namespaces:answers:Mutable=true", "Namespaces:answers:HistorySize=100",
            "Namespaces:answers:AllowSubscribe:0=anonymous", "Namespaces:answers:AllowPublish:0=anonymous");
        await using var client = await Clients.ConnectAsync(hub.Url);

        Assert.Equal(3, await PageExamples.CallAsync(client, client, Clients.Patience));
        await PageExamples.AskAsync(client, Clients.Patience);
        await PageExamples.WatchAsync(client, await PageExamples.GrowAsync(client, Clients.Patience), Clients.Patience);
        await PageExamples.MapAsync(client, Clients.Patience);
        Assert.Equal("note-2", Assert.Single((await client.ListEntriesAsync("board:notes", cancellationToken: Clients.Patience)).Entries).Key);

        var (set, page) = await MapPageExamples.SetAsync(hub.Application.Services.GetRequiredService<ISwitchboard>());
        Assert.Equal(set.Position.Offset, Assert.Single(page.Entries).Offset);
    }

    [Fact]
    public async Task Examples_OfJobs_Work()
    {
        await using var hub = await ClientHub.StartAsync(
            "Namespaces:work:AllowServe:0=user", "Namespaces:work:AllowCall:0=user", "Namespaces:work:AllowCall:1=service",
            "Namespaces:math:AllowServe:0=user", "Namespaces:math:AllowCall:0=user");
        await using var client = Clients.Create(hub.Url, options => options.Credentials = Tokens.ProviderFor("42"));
        var submitting = PageExamples.SubmitJobAsync(client, Clients.Patience);
        await using var worker = await Clients.ConnectAsync(hub.Url, options => options.Credentials = Tokens.ProviderFor("worker"));
        await using var served = await worker.ServeAsync(
            "math:sum", AppJson.Default.Sum, AppJson.Default.Int32, static (sum, _, _) => ValueTask.FromResult(sum!.A + sum.B), cancellationToken: Clients.Patience);
        Assert.Equal("3"u8.ToArray(), (await submitting).Result.ToArray());

        await JobPageExamples.ServeAsync(worker, async () => Assert.Equal("/reports/5?attempt=1", await JobPageExamples.WaitAsync(client, Clients.Patience)), Clients.Patience);
        JobPageExamples.Map(hub.Application);
        Assert.Equal("/reports/5?attempt=1", await JobPageExamples.WaitAsync(client, Clients.Patience));
        Assert.Equal("work:report", (await JobPageExamples.SubmitAsync(hub.Application.Services.GetRequiredService<ISwitchboard>(), Clients.Patience)).Method);
        JobPageExamples.Listen(worker);
    }

    [Fact]
    public async Task Examples_OfMessages_Work()
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:default:AllowSend:0=user");
        await using var client = Clients.Create(hub.Url, options => options.Credentials = Tokens.ProviderFor("42"));
        var read = new Recorder<SentMessageState>();
        client.Inbox.ReceiptReceived += (_, args) => read.Add(args.Message);

        await PageExamples.WriteAsync(client, Clients.Patience);

        await read.NextAsync(message => message.State == MessageState.Read);
        Assert.Equal(0, await client.Inbox.GetUnreadCountAsync(Clients.Patience));
        await PageExamples.SendOnceAsync(client, Clients.Patience);
    }

    [Fact]
    public async Task AddSwitchboardClient_WithAndWithoutName_MakesClientsOfTheContainer()
    {
        await using var hub = await ClientHub.StartAsync();
        var services = new ServiceCollection();
        services.AddSwitchboardClient(options => options.Url = hub.Url);
        services.AddSwitchboardClient("other", options => options.Url = hub.Url);
        SwitchboardClient client;
        await using (var provider = services.BuildServiceProvider())
        {
            client = provider.GetRequiredService<SwitchboardClient>();
            await client.ConnectAsync(Clients.Patience);
            Assert.NotSame(client, provider.GetRequiredKeyedService<SwitchboardClient>("other"));
            Assert.Same(client, provider.GetRequiredService<SwitchboardClient>());
        }

        Assert.Equal(ConnectionState.Disconnected, client.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ConnectAsync(Clients.Patience));
    }

    private static string Lines(string code) => string.Join('\n', code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Switchboard.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("These tests run inside the source tree.");
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ExamplePattern();
}
