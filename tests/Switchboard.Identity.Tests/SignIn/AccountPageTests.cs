using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Switchboard.Identity.Tests.Support;
using Switchboard.Server.Tests.House;
using Xunit;

namespace Switchboard.Identity.Tests.SignIn;

/// <summary>What docs/accounts.md says of signing in is so.</summary>
public sealed partial class AccountPageTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_OfThePage_SignInRefreshAndSignOut()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed.");
        var commands = CommandPattern().Matches(await ReadAsync()).Select(static match => match.Value).ToArray();
        Assert.Equal(["login", "login_refresh", "logout"], commands.Select(static command => NamePattern().Match(command).Value), StringComparer.Ordinal);
        await using var hub = await AccountHub.StartAsync();
        await hub.CreateAccountAsync("anna");

        var login = await RunAsync(hub, commands[0], "");
        var refreshed = await RunAsync(hub, commands[1], login.GetProperty("refresh_token").GetString()!);
        Assert.Equal(login.EnumerateObject().Select(static property => property.Name), refreshed.EnumerateObject().Select(static property => property.Name), StringComparer.Ordinal);
        var newest = refreshed.GetProperty("refresh_token").GetString()!;
        Assert.Empty((await RunAsync(hub, commands[2], newest)).EnumerateObject());
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.RefreshAsync(newest)).Status);
    }

    [Fact]
    public async Task Statuses_OfThePage_AreThoseOfTheServer()
    {
        var documented = StatusPattern().Matches(await ReadAsync()).Select(static row => row.Groups["status"].Value);
        await using var hub = await AccountHub.StartAsync("\"guessesPerAddress\": 1");
        await hub.CreateAccountAsync("anna");
        const string Right = $$"""{"user": "anna", "password": "{{AccountHub.Password}}"}""";
        const string Wrong = """{"user": "anna", "password": "wrong"}""";

        var answered = new[]
        {
            await StatusAsync(hub, Right),
            await StatusAsync(hub, "{}"),
            await StatusAsync(hub, Wrong),
            await StatusAsync(hub, Right, origin: "https://evil.example"),
            await StatusAsync(hub, $$"""{"user": "{{new string('x', 17_000)}}"}"""),
            await StatusAsync(hub, Right, type: "text/plain"),
            await StatusAsync(hub, Wrong),
        };

        Assert.Equal(documented, answered, StringComparer.Ordinal);
    }

    private static async Task<string> ReadAsync()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/accounts.md"), Cancelled);
        return SectionPattern().Match(page).Value;
    }

    private static async Task<string> StatusAsync(AccountHub hub, string body, string type = "application/json", string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/login") { Content = new StringContent(body, Encoding.UTF8, type) };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await hub.Client.SendAsync(request, Cancelled);
        return $"{(int)response.StatusCode}";
    }

    private static async Task<JsonElement> RunAsync(AccountHub hub, string command, string refresh)
    {
        var line = command.Replace("https://hub.example.com", hub.BaseAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-c", $"{line} --silent --show-error"]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["REFRESH"] = refresh;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return JsonElement.Parse(output).GetProperty("result");
    }

    [GeneratedRegex(@"^## Programs\n.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SectionPattern();

    [GeneratedRegex(@"^curl .*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"(?<=/api/)\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamePattern();

    /// <summary>The form of the rows: | 200 | meaning |.</summary>
    [GeneratedRegex(@"^\| (?<status>\d{3}) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex StatusPattern();
}
