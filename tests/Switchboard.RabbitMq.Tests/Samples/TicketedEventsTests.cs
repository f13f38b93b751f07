using System.Net.WebSockets;
using System.Text;
using Switchboard.Identity.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Samples;

/// <summary>The sample TicketedEvents, as a person in front of a browser and somebody beside a box see it.</summary>
public sealed class TicketedEventsTests(TicketedSample sample) : IClassFixture<TicketedSample>
{
    private const string SignIn = "document.querySelector('[name=name]').value = 'ada'; document.querySelector('[name=password]').value = 'lovelace'; document.querySelector('form').submit()";

    private const string WatchProgress = "window.shown = []; new MutationObserver(() => shown.push(document.getElementById('progress').value)).observe(document.getElementById('percent'), { childList: true })";

    private const string CountStates = "window.left = 0; new MutationObserver(() => left++).observe(document.getElementById('state'), { childList: true })";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_SignedIn_ShowsEventsAndWhatBecomesOfTheJob()
    {
        await using var page = await OpenAsync();

        await sample.PublishAsync("events.ada.order", """{"text":"The order <b>4711</b> is paid"}""");
        await page.WaitAsync("The order <b>4711</b> is paid");
        await page.RunAsync(WatchProgress);
        await SubmitAsync(page, below: 300_000);
        await page.WaitAsync("25,997 primes below 300,000");
        await page.WaitAsync("100 %");

        Assert.NotEqual("0", await page.RunAsync("shown.filter(percent => percent > 0 && percent < 100).length"), StringComparer.Ordinal);
        await page.OpenAsync(sample.Address, "\nconnected\n");
        await page.WaitAsync("25,997 primes below 300,000");
    }

    [Fact]
    public async Task Ticket_Used_IsRefused()
    {
        await using var page = await OpenAsync();
        var first = await page.RunAsync("document.body.dataset.ticket");
        var fresh = await FetchTicketAsync(page);

        Assert.Equal("", await page.RunAsync("document.cookie"));
        Assert.Matches("^wstoken[0-9a-f]{32}$", first);
        Assert.Contains("\"code\":109", await ConnectAsync(first), StringComparison.Ordinal);
        Assert.Contains("\"#ada\"", await ConnectAsync(fresh), StringComparison.Ordinal);
        Assert.Contains("\"code\":109", await ConnectAsync(fresh), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Box_ThatWasAway_IsSentWhatItMissed()
    {
        await sample.EnsureStartedAsync();
        await sample.PublishAsync("commands.17", "open the door");
        await sample.AwaitLogAsync("box-17", "open the door");

        await sample.PublishAsync("commands.18", "first");
        Assert.Equal("first", Assert.Single(await VisitAsync("first")));
        await sample.PublishAsync("commands.18", "second");
        await sample.PublishAsync("commands.18", "third");

        // The first may come again: the box was killed, perhaps before it had written down that it had it.
        Assert.Equal("second third", string.Join(' ', (await VisitAsync("third")).Where(static command => command != "first")));
    }

    [Fact]
    public async Task Broker_Killed_ComesBackAndNothingElseHasEnded()
    {
        await using var page = await OpenAsync();
        await page.RunAsync(CountStates);

        await sample.KillAsync("beam.smp");
        await SubmitAsync(page, below: 1000);
        await page.WaitAsync("168 primes below 1,000");
        await sample.PublishAsync("events.ada.order", "delivered");
        await sample.PublishAsync("commands.17", "lock the door");

        await page.WaitAsync("delivered");
        await sample.AwaitLogAsync("box-17", "lock the door");
        Assert.Equal("0", await page.RunAsync("left"));
    }

    [Fact]
    public async Task SocketServer_Killed_PagesAndBoxesComeBackToWhatTheyMissed()
    {
        await using var page = await OpenAsync();
        await sample.PublishAsync("commands.17", "wait");
        await sample.AwaitLogAsync("box-17", "wait");
        await page.RunAsync(CountStates);

        await sample.KillAsync("dotnet");
        await sample.PublishAsync("events.ada.order", "sent back");
        await sample.PublishAsync("commands.17", "go on");

        await page.WaitAsync("sent back");
        await sample.AwaitLogAsync("box-17", "go on");
        Assert.NotEqual("0", await page.RunAsync("left"), StringComparer.Ordinal);
    }

    private static async Task SubmitAsync(Chromium page, int below)
        => await page.RunAsync($"document.getElementById('below').value = {below}; document.getElementById('compute').requestSubmit()");

    private static async Task<string> FetchTicketAsync(Chromium page)
    {
        await page.RunAsync("fetch('/ticket').then(answer => answer.text()).then(text => { document.title = `fetched ${text}`; })");
        await page.WaitAsync("fetched");
        return (await page.RunAsync("document.title"))["fetched ".Length..];
    }

    private async Task<Chromium> OpenAsync()
    {
        await sample.EnsureStartedAsync();
        var page = await Chromium.StartAsync();
        await page.OpenAsync(sample.Address, "Sign in");
        await page.RunAsync(SignIn);
        await page.WaitAsync("\nconnected\n");
        return page;
    }

    // As clients of the kind do that can send nothing else: the ticket is in the address. What it is answered.
    private async Task<string> ConnectAsync(string ticket)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{sample.Address.Authority}/connection/websocket?ws_token={ticket}"), Cancellation);
        await socket.SendAsync("""{"id":1,"connect":{}}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var buffer = new byte[16_384];
        var received = await socket.ReceiveAsync(buffer, Cancellation).WaitAsync(Patience.Limit, Cancellation);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    // The commands that box 18 is given while it is there, up to the last one.
    private async Task<IReadOnlyList<string>> VisitAsync(string last)
    {
        using var box = sample.StartBox("18");
        List<string> commands = [];
        while (commands.LastOrDefault() != last && await box.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience.Limit, Cancellation) is { } line)
        {
            if (line.Split('"') is [_, "text", _, var text, _])
            {
                commands.Add(text);
            }
        }

        box.Kill();
        await box.WaitForExitAsync(Cancellation);
        return commands;
    }
}
