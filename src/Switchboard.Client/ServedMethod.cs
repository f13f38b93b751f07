using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Calls;

namespace Switchboard.Client;

/// <summary>A method that this client serves, over all its connections, until it is disposed of.</summary>
public sealed class ServedMethod : IAsyncDisposable
{
    private readonly CallServer _server;

    internal ServedMethod(CallServer server, string method, int concurrency, Func<ServedCall, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> handler)
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
    /// <returns>Completes when the hub knows, or there is no connection.</returns>
    public ValueTask DisposeAsync() => _server.UnserveAsync(this);

    internal void Fail(ErrorCode error) => Failed?.Invoke(this, new ServingFailedEventArgs(error));
}

/// <summary>A call that this client answers.</summary>
public sealed class ServedCall
{
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> _report;

    internal ServedCall(in CallMessage message, Func<ReadOnlyMemory<byte>, CancellationToken, Task> report)
    {
        Method = message.Method;
        Data = message.Data;
        Caller = message.Caller!;
        JobId = message.Job;
        Attempt = message.Attempt;
        _report = report;
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The data, as JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Who calls.</summary>
    public Caller Caller { get; }

    /// <summary>The job that the call carries out, by its id; empty where it is none.</summary>
    public string JobId { get; }

    /// <summary>Which attempt at the job it is, from 1; 0 where it is none. Above 1 an earlier attempt may have had an effect.</summary>
    public int Attempt { get; }

    /// <summary>Reports progress to the caller. Dropped where the caller does not listen, or more often than the hub allows.</summary>
    /// <param name="progress">A JSON value.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Completes when the hub has taken it.</returns>
    public Task ReportProgressAsync(ReadOnlyMemory<byte> progress, CancellationToken cancellationToken = default) => _report(progress, cancellationToken);

    /// <summary>Reports progress to the caller.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="progress">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Completes when the hub has taken it.</returns>
    public Task ReportProgressAsync<T>(T progress, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        => _report(JsonSerializer.SerializeToUtf8Bytes(progress, type), cancellationToken);
}

/// <summary>Who calls.</summary>
/// <param name="Kind">service, user, device or anonymous.</param>
/// <param name="User">The user; empty for none.</param>
/// <param name="Client">The calling connection's client id; empty where a service calls.</param>
/// <param name="Info">What the caller's token says of the caller, as JSON; empty for nothing.</param>
public sealed record Caller(string Kind, string User, string Client, ReadOnlyMemory<byte> Info = default);

/// <summary>The hub does not let a client serve a method.</summary>
/// <param name="error">Why.</param>
public sealed class ServingFailedEventArgs(ErrorCode error) : EventArgs
{
    /// <summary>Why.</summary>
    public ErrorCode Error => error;
}
