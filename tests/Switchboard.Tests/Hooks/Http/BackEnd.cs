using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Hooks.Http;

/// <summary>An application's back end, on a real Kestrel: it takes webhooks, and answers as a test says.</summary>
internal sealed class BackEnd : IAsyncDisposable
{
    public const string Secret = "a secret of both sides";

    private readonly WebApplication _application;
    private readonly Channel<BackEndRequest> _requests = Channel.CreateUnbounded<BackEndRequest>();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private BackEnd(WebApplication application) => _application = application;

    /// <summary>The options by which a hub sends it what the test wants.</summary>
    public string[] Options(params string[] names)
        => [.. names.Select(name => $"Hooks:Http:{name}Url={UrlOf(name)}"), $"Hooks:Http:SigningSecret={Secret}"];

    /// <summary>Where it takes what the test calls so.</summary>
    public string UrlOf(string name) => $"{_application.Urls.Single()}/{name}";

    public static async Task<BackEnd> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var backEnd = new BackEnd(application);
        application.MapPost("/{name}", backEnd.HandleAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return backEnd;
    }

    /// <summary>Answers the next request with a body; those that nobody said anything about with an empty result.</summary>
    public void Answer(string body) => Answer(context => context.Response.WriteAsync(body));

    public void Answer(int status) => Answer(context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public void Answer(Func<HttpContext, Task> answer) => _answers.Enqueue(answer);

    /// <summary>The next request that came.</summary>
    public async Task<BackEndRequest> NextAsync()
        => await _requests.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

    public bool HasMore => _requests.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var answer = _answers.TryDequeue(out var given) ? given : static context => context.Response.WriteAsync("""{"result":{}}""");
        await _requests.Writer.WriteAsync(new BackEndRequest(context.Request.Path, text, JsonNode.Parse(text)!.AsObject(), headers));
        await answer(context);
    }
}
