using Switchboard.Client.Calls;

namespace Switchboard.Client;

/// <summary>A method that this client serves, over all its connections, until it is disposed of.</summary>
public sealed class ServedMethod : IAsyncDisposable
{
    private readonly MethodServer _server;

    internal ServedMethod(MethodServer server, string method, int concurrency, Func<ServedCall, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> handler)
    {
        _server = server;
        Method = method;
        Concurrency = concurrency;
        Handler = handler;
    }

    /// <summary>The hub refused to let this client serve the method when it connected again.</summary>
    public event EventHandler<ServingFailedEventArgs>? Failed;

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>How many calls at once.</summary>
    public int Concurrency { get; }

    internal Func<ServedCall, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> Handler { get; }

    /// <summary>Serves no more. Calls under way are still answered.</summary>
    /// <returns>Ends when the hub knows, or there is no connection.</returns>
    public ValueTask DisposeAsync() => _server.UnserveAsync(this);

    internal void Fail(ErrorCode error) => Failed?.Invoke(this, new ServingFailedEventArgs(error));
}
