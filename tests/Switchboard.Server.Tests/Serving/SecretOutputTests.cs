using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Switchboard.Server.Tests.CommandLine;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>Every way in is used, rightly and wrongly, with everything logged that can be. Nothing that the server puts out has one of the secrets.</summary>
public sealed class SecretOutputTests : IDisposable
{
    private const string ApiKey = "canary-api-key-of-the-tests";
    private const string WrongKey = "canary-key-that-there-is-not";
    private const string HmacSecret = "canary-hmac-secret-of-thirty-two-bytes";
    private const string AuditKey = "canary-audit-key-of-thirty-two-bytes-or-more";
    private const string Password = "canary-password-of-anna";
    private const string WrongPassword = "canary-password-that-is-wrong";
    private const string LinkPassword = "canary-password-set-by-a-link";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly List<string> _secrets = [ApiKey, WrongKey, HmacSecret, AuditKey, Password, WrongPassword, LinkPassword];
    private readonly List<string> _refusals = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Serve_AllThatIsPutOut_HasNoSecret(string format)
    {
        await using var collector = await OtlpCollector.StartAsync();
        await WriteConfigurationAsync(collector.Address);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore.Server.Kestrel"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore.Routing.Matching.DfaMatcher"] = "Trace",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        using var server = SwitchboardProcess.Start(_folder.FullName, variables, "serve", "--urls", "http://127.0.0.1:0", "--log-format", format);
        var address = await ReadAddressAsync(server, format);
        var output = server.ReadRestAsync(Cancelled);

        using var http = new HttpClient { BaseAddress = address };
        await UseKeysAsync(http);
        await UseTicketsAndTokensAsync(http);
        await UseAccountsAsync(http);
        await UseDevicesAsync(http);
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
        var audit = (await CallAsync(http, "audit", """{"limit":1000}""")).GetRawText();
        await server.TerminateAsync(Cancelled);
        var (text, errors) = await output;

        // It did log what it was asked, and what came of it.
        Assert.True(text.Contains("was refused: 401", StringComparison.Ordinal) && text.Contains("opened over uni_sse", StringComparison.Ordinal));
        Assert.True(audit.Contains("login.failed", StringComparison.Ordinal) && metrics.Contains("switchboard_connects", StringComparison.Ordinal));
        Assert.NotEmpty(collector.Received);
        var store = string.Concat(_folder.GetFiles("hub.db*").Select(static file => Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName))));
        Assert.True(store.Contains("login.failed", StringComparison.Ordinal));
        var telemetry = string.Concat(collector.Received.Values.Select(Encoding.Latin1.GetString));
        foreach (var secret in _secrets.Where(static secret => secret.Length > 0))
        {
            foreach (var (name, put) in new[] { ("store", store), ("log", text), ("errors", errors), ("metrics", metrics), ("audit", audit), ("telemetry", telemetry), ("refusals", string.Join('\n', _refusals)) })
            {
                Assert.False(put.Contains(secret, StringComparison.Ordinal), $"{secret} is in the {name}: {LineOf(put, secret)}");
            }
        }
    }

    private async Task UseKeysAsync(HttpClient http)
    {
        await PostAsync(http, "/api/info", "{}", ("X-API-Key", WrongKey));
        await PostAsync(http, $"/api/info?api_key={WrongKey}", "{}");
        await PostAsync(http, "/api/info", "{}", ("Authorization", $"apikey {WrongKey}"));
        Keep((await CallAsync(http, "key_create", """{"name":"shop","operations":["info"]}""")).GetProperty("key"));
        await PostAsync(http, "/api/info", "{}", ("X-API-Key", _secrets[^1]));
        Keep((await CallAsync(http, "key_rotate", """{"name":"shop"}""")).GetProperty("key"));
    }

    private async Task UseTicketsAndTokensAsync(HttpClient http)
    {
        for (var i = 0; i < 2; i++)
        {
            var ticket = Keep((await CallAsync(http, "ticket", """{"user":"ann"}""")).GetProperty("ticket"));
            await ConnectAsync(http, $$"""{"token":"{{ticket}}"}""", i == 0 ? $"&ws_token={ticket}" : "");
            await ConnectAsync(http, $$"""{"token":"{{ticket}}"}""", "");
        }

        var token = TestToken.Create("ann", HmacSecret);
        _secrets.Add(token);
        await ConnectAsync(http, $$"""{"token":"{{token}}"}""", "");
        await ConnectAsync(http, $$"""{"token":"{{token}}x"}""", $"&token={token}");
        using var client = await SocketClient.ConnectAsync(http.BaseAddress!, token);
    }

    private async Task UseAccountsAsync(HttpClient http)
    {
        await CallAsync(http, "account_create", $$"""{"user":"anna","roles":["admin"],"password":"{{Password}}"}""");
        var code = Keep((await CallAsync(http, "account_create", """{"user":"ben"}""")).GetProperty("link").GetProperty("code"));
        await PostAsync(http, "/api/login", $$"""{"user":"anna","password":"{{WrongPassword}}"}""");
        await PostAsync(http, "/api/login", $$"""{"user":"anna","password":["{{WrongPassword}}"]}""");
        await PostAsync(http, "/api/login", $$"""{"user":"{{WrongPassword}}","password":"{{WrongPassword}}"}""");
        var login = await LoginAsync(http, "/api/login", $$"""{"user":"anna","password":"{{Password}}"}""");
        var next = await LoginAsync(http, "/api/login_refresh", $$"""{"refresh_token":"{{login.Refresh}}"}""");
        await PostAsync(http, "/api/info", "{}", ("Authorization", $"Bearer {next.Token}"));
        await PostAsync(http, "/api/login_refresh", $$"""{"refresh_token":"{{login.Refresh}}"}""");
        await ConnectAsync(http, $$$"""{"data":{"user":"anna","password":"{{{Password}}}"}}""", "");
        await ConnectAsync(http, $$$"""{"data":{"user":"anna","password":"{{{WrongPassword}}}"}}""", "");
        using var page = await http.GetAsync(new Uri($"/account/reset?code={code}", UriKind.Relative), Cancelled);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("code", code), KeyValuePair.Create("password", LinkPassword)]);
        using var posted = await http.PostAsync(new Uri("/account/reset", UriKind.Relative), form, Cancelled);
    }

    private async Task UseDevicesAsync(HttpClient http)
    {
        var code = Keep((await CallAsync(http, "device_code", "{}")).GetProperty("code"));
        await PostAsync(http, "/connection/enrol", $$"""{"code":"{{code}}","id":"press-7","public_key":"none"}""");
        await PostAsync(http, "/connection/enrol", $$"""{"code":"{{code}}x","id":"press-7","public_key":"none"}""");
    }

    private static async Task ConnectAsync(HttpClient http, string connect, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/connection/uni_sse?cf_connect={Uri.EscapeDataString(connect)}{query}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    private async Task<(string Token, string Refresh)> LoginAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, Cancelled);
        var result = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("result");
        return (Keep(result.GetProperty("token")), Keep(result.GetProperty("refresh_token")));
    }

    private static async Task<JsonElement> CallAsync(HttpClient http, string method, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{method}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", ApiKey);
        using var response = await http.SendAsync(request, Cancelled);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        Assert.True(answer.TryGetProperty("result", out var result), $"{method}: {answer.GetRawText()}");
        return result;
    }

    private async Task PostAsync(HttpClient http, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, Cancelled);
        _refusals.Add(await response.Content.ReadAsStringAsync(Cancelled));
    }

    private string Keep(JsonElement secret)
    {
        _secrets.Add(secret.GetString()!);
        return _secrets[^1];
    }

    private static async Task<Uri> ReadAddressAsync(SwitchboardProcess server, string format)
    {
        if (format == "text")
        {
            return await server.ReadAddressAsync(Cancelled);
        }

        var line = JsonDocument.Parse(await server.ReadUntilAsync("Now listening on: ", Cancelled)).RootElement.GetProperty("Message").GetString()!;
        return new Uri(line["Now listening on: ".Length..]);
    }

    private static string LineOf(string text, string part) => text.Split('\n').FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) ?? "";

    private async Task WriteConfigurationAsync(string collector) => await File.WriteAllTextAsync(
        Path.Combine(_folder.FullName, "switchboard.json"),
        $$"""
        {
          "namespaces": { "default": { "allowSubscribe": ["user"] } },
          "tokens": { "hmacSecret": "{{HmacSecret}}" },
          "storage": { "path": "hub.db" },
          "security": { "storage": "durable" },
          "accounts": { "enabled": true, "allowPlainPasswords": true },
          "audit": { "enabled": true, "key": "{{AuditKey}}" },
          "devices": { "enabled": true },
          "telemetry": { "otlpEndpoint": "{{collector}}" },
          "api": { "keys": [ { "name": "all", "key": "{{ApiKey}}" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """,
        Cancelled);
}
