using Microsoft.Extensions.DependencyInjection;
using Switchboard.Calls;
using Switchboard.Lifecycle;
using Switchboard.Tests.Support;

namespace Switchboard.Tests.Calls;

/// <summary>An engine on which users may call and serve methods.</summary>
internal sealed class CallHub : IAsyncDisposable
{
    private const string Namespaces = """
        "default": { "allowCall": ["user", "service"], "allowServe": ["user"], "allowSend": ["user", "service"], "allowSubscribe": ["user"] },
        "ask": { "allowCall": ["hook"], "allowServe": ["user"] },
        "small": { "allowCall": ["user"], "allowServe": ["user"], "maxPayloadBytes": 8 },
        "closed": { }
        """;

    private CallHub(EngineHub engine) => Engine = engine;

    public EngineHub Engine { get; }

    public CallRouter Router => Engine.Get<CallRouter>();

    public static CallHub Create(string options = "", Action<IServiceCollection>? configure = null, string moreNamespaces = "")
        => new(EngineHub.Create(options.Length == 0 ? "" : $$""" "calls": { {{options}} } """, configure, moreNamespaces + Namespaces));

    /// <summary>A connection of a user.</summary>
    public Caller Connect(string user = "42", StallingSink? sink = null)
    {
        var (connection, used) = Engine.Connect(user, sink);
        return new Caller(this, connection, used);
    }

    /// <summary>A connection that serves a method.</summary>
    public async Task<Caller> ServeAsync(string method, int concurrency = 0, string user = "worker", StallingSink? sink = null)
    {
        var worker = Connect(user, sink);
        await worker.OkAsync("serve", $$"""{"method":"{{method}}","concurrency":{{concurrency}}}""");
        return worker;
    }

    /// <summary>Maps a method of the application.</summary>
    public void Map(string method, CallDelegate handler) => Engine.Get<CallHandlers>().Add(method, handler);

    /// <summary>Closes a connection, and lets go what it held.</summary>
    public void Cut(Caller caller, CloseCode? code = null)
    {
        caller.Connection.CloseSilently(code ?? CloseCodes.ConnectionClosed);

        // The thread pool does it, too, some time.
        Engine.Get<ConnectionManager>().Release(caller.Connection);
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
