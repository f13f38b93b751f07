using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Documentation;

public sealed partial class PageTests
{
    [Fact]
    public async Task Page_Examples_AreThoseThatCompile()
    {
        var root = Root();
        var page = await File.ReadAllTextAsync(Path.Combine(root, "docs/dotnet-client.md"), Clients.Patience);
        var source = Lines(await File.ReadAllTextAsync(Path.Combine(root, "tests/Switchboard.Client.Tests/Documentation/PageExamples.cs"), Clients.Patience));

        var examples = ExamplePattern().Matches(page).Select(match => Lines(match.Groups["code"].Value)).ToArray();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(example, source, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Examples_OfCalls_Work()
    {
        await using var hub = await ClientHub.StartAsync(
            "Namespaces:math:AllowServe:0=anonymous", "Namespaces:math:AllowCall:0=anonymous");
        await using var client = await Clients.ConnectAsync(hub.Url);

        Assert.Equal(3, await PageExamples.CallAsync(client, client, Clients.Patience));
        await PageExamples.AskAsync(client, Clients.Patience);
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
