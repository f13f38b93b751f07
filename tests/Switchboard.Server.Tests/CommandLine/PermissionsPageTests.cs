using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Switchboard.Server.Tests.House;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The requests of docs/permissions.md do what the page says, and so does the command beside them.</summary>
public sealed partial class PermissionsPageTests(AccountServer server) : IClassFixture<AccountServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_OfThePage_AreAnsweredSo()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/permissions.md"), Cancelled);
        var requests = RequestPattern().Matches(page).ToDictionary(static match => match.Groups["method"].Value, static match => match.Groups["body"].Value, StringComparer.Ordinal);
        Assert.Equal(["explain", "grant", "revoke", "block", "unblock", "key_create", "key_rotate"], requests.Keys, StringComparer.Ordinal);

        await AskAsync("grant", requests["grant"]);
        Assert.Equal(AnswerPattern().Match(page).Groups["why"].Value, (await AskAsync("explain", requests["explain"])).GetProperty("why").GetString());
        Assert.Contains("granted to role:editor", (await server.RunAsync(CommandPattern().Match(page).Groups["arguments"].Value.Split(' '))).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await AskAsync("revoke", requests["revoke"])).GetProperty("revoked").GetInt32());
        foreach (var method in requests.Keys.Skip(3))
        {
            await AskAsync(method, requests[method]);
        }
    }

    private async Task<JsonElement> AskAsync(string method, string body)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("X-API-Key", CommandLineFixture.Key);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync($"/api/{method}", content, Cancelled);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancelled)).GetProperty("result");
    }

    [GeneratedRegex(@"^curl http://localhost:8000/api/(?<method>\w+) -H 'X-API-Key: development' -d '(?<body>.*)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RequestPattern();

    [GeneratedRegex(@"""rule"": ""grant"", ""why"": ""(?<why>[^""]*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex AnswerPattern();

    [GeneratedRegex(@"`switchboard (?<arguments>explain [^`]*--role[^`]*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CommandPattern();
}
