using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Client;

/// <summary>A call that this client answers.</summary>
public sealed class ServedCall
{
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> _report;

    internal ServedCall(string method, ReadOnlyMemory<byte> data, Caller caller, Func<ReadOnlyMemory<byte>, CancellationToken, Task> report)
    {
        Method = method;
        Data = data;
        Caller = caller;
        _report = report;
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The data, as JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Who calls.</summary>
    public Caller Caller { get; }

    /// <summary>Tells the caller how far it is. Dropped where the caller does not listen, or is told more often than the hub allows.</summary>
    /// <param name="progress">A JSON value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Ends when the hub has taken it.</returns>
    public Task ReportProgressAsync(ReadOnlyMemory<byte> progress, CancellationToken cancellationToken = default) => _report(progress, cancellationToken);

    /// <summary>Tells the caller how far it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="progress">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Ends when the hub has taken it.</returns>
    public Task ReportProgressAsync<T>(T progress, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        => _report(JsonSerializer.SerializeToUtf8Bytes(progress, type), cancellationToken);
}
