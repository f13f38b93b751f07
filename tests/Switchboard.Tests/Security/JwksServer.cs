using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Security;

/// <summary>An issuer's endpoint on loopback that answers with whatever key set the test sets.</summary>
internal sealed class JwksServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly SemaphoreSlim _arrivals = new(0);
    private int _requests;

    private JwksServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.MapGet("/keys", AnswerAsync);
    }

    /// <summary>What is answered.</summary>
    public string Body { get; set; } = Set();

    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>What each answer waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How many requests have come.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public string Url => _application.Urls.Single() + "/keys";

    public static async Task<JwksServer> StartAsync(params string[] keys)
    {
        var server = new JwksServer { Body = Set(keys) };
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public static string Set(params string[] keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";

    public static string Key(string? keyId, RSA rsa, string more = "")
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        return $$"""{"kty":"RSA","n":"{{TokenFactory.Encode(parameters.Modulus)}}","e":"{{TokenFactory.Encode(parameters.Exponent)}}"{{Id(keyId)}}{{more}}}""";
    }

    public static string Key(string? keyId, ECDsa ecdsa, string more = "")
    {
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"kty":"EC","crv":"P-{{ecdsa.KeySize}}","x":"{{TokenFactory.Encode(point.X)}}","y":"{{TokenFactory.Encode(point.Y)}}"{{Id(keyId)}}{{more}}}""";
    }

    /// <summary>Waits until one more request has come.</summary>
    public async Task ArrivalAsync() =>
        Assert.True(await _arrivals.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _arrivals.Dispose();
    }

    private static string Id(string? keyId) => keyId is null ? "" : $",\"kid\":\"{keyId}\"";

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        _arrivals.Release();
        await Gate.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Body, context.RequestAborted);
    }
}
