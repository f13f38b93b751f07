using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Identity.Tests.Support;

/// <summary>As much of a browser as forms and cookies need. It follows nothing by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri address, X509Certificate2? trusted = null)
    {
        BaseAddress = address;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == trusted?.GetCertHashString();
        _client = new HttpClient(handler) { BaseAddress = address };
    }

    public Uri BaseAddress { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The cookies as a browser sends them.</summary>
    public string CookieHeader => Cookies.GetCookieHeader(BaseAddress);

    /// <summary>The mark of the form on the page that was shown last.</summary>
    public string Mark { get; set; } = "";

    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Response)> GetAsync(string path) => await SendAsync(HttpMethod.Get, path, null);

    /// <summary>Gets an address, and those to which it leads, on whichever server.</summary>
    public async Task<(HttpStatusCode Status, string Text)> FollowAsync(string path)
    {
        var address = new Uri(BaseAddress, path);
        for (var i = 0; i < 10; i++)
        {
            var (status, text, response) = await GetAsync(address.ToString());
            if (response.Headers.Location is not { } next)
            {
                return (status, text);
            }

            address = new Uri(address, next);
        }

        throw new InvalidOperationException($"{path} leads nowhere.");
    }

    /// <summary>Sends a form with the mark of the page that was shown last.</summary>
    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Response)> PostAsync(string path, (string Name, string Value)[] fields, params (string Name, string Value)[] headers)
        => await SendAsync(HttpMethod.Post, path, [.. fields, ("csrf", Mark)], headers);

    /// <summary>Signs in by the page.</summary>
    public async Task<HttpStatusCode> LoginAsync(string user, string password = AccountHub.Password)
    {
        await GetAsync("/account/login");
        return (await PostAsync("/account/login", [("user", user), ("password", password)])).Status;
    }

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Response)> SendAsync(HttpMethod method, string path, (string Name, string Value)[]? fields, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = fields is null ? null : new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Mark = MarkPattern().Match(text) is { Success: true } match ? match.Groups["mark"].Value : Mark;
        return (response.StatusCode, text, response);
    }

    [GeneratedRegex("name=\"csrf\" value=\"(?<mark>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MarkPattern();
}
