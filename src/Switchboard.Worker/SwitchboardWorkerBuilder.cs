using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Worker;

/// <summary>Gives methods to a worker.</summary>
/// <remarks>A handler fails a job by throwing: <see cref="SwitchboardException"/> with an error of its choice, anything else with error 100 and the exception's message, which tries again where the job has attempts left.</remarks>
public sealed class SwitchboardWorkerBuilder
{
    private readonly List<JobRoute> _routes = [];

    internal SwitchboardWorkerBuilder()
    {
    }

    internal IReadOnlyList<JobRoute> Routes => _routes;

    /// <summary>Carries out the jobs of a method. A job whose data cannot be read as <typeparamref name="T"/> fails with error 107.</summary>
    /// <typeparam name="T">What the method is called with; its default where it is called with nothing.</typeparam>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Carries a job out. It may be given the same attempt again.</param>
    /// <param name="options">Where the jobs come from, and how many at once.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The worker has the method already.</exception>
    public SwitchboardWorkerBuilder MapJob<T, TResult>(string method, Func<JobContext, T, Task<TResult>> handler, JobHandlerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Map(method, options, async (context, worker) =>
            JsonSerializer.SerializeToUtf8Bytes(await handler(context, Read<T>(context, data => JsonSerializer.Deserialize<T>(data, worker.Json))), worker.Json));
    }

    /// <inheritdoc cref="MapJob{T, TResult}(string, Func{JobContext, T, Task{TResult}}, JobHandlerOptions?)"/>
    /// <summary>Carries out the jobs of a method that have no result.</summary>
    public SwitchboardWorkerBuilder MapJob<T>(string method, Func<JobContext, T, Task> handler, JobHandlerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Map(method, options, async (context, worker) =>
        {
            await handler(context, Read<T>(context, data => JsonSerializer.Deserialize<T>(data, worker.Json)));
            return ReadOnlyMemory<byte>.Empty;
        });
    }

    /// <inheritdoc cref="MapJob{T, TResult}(string, Func{JobContext, T, Task{TResult}}, JobHandlerOptions?)"/>
    /// <param name="method">The method.</param>
    /// <param name="dataType">How the data is read.</param>
    /// <param name="resultType">How the result is written.</param>
    /// <param name="handler">Carries a job out. It may be given the same attempt again.</param>
    /// <param name="options">Where the jobs come from, and how many at once.</param>
    public SwitchboardWorkerBuilder MapJob<T, TResult>(string method, JsonTypeInfo<T> dataType, JsonTypeInfo<TResult> resultType, Func<JobContext, T, Task<TResult>> handler, JobHandlerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataType);
        ArgumentNullException.ThrowIfNull(resultType);
        ArgumentNullException.ThrowIfNull(handler);
        return Map(method, options, async (context, _) =>
            JsonSerializer.SerializeToUtf8Bytes(await handler(context, Read<T>(context, data => JsonSerializer.Deserialize(data, dataType))), resultType));
    }

    private SwitchboardWorkerBuilder Map(string method, JobHandlerOptions? options, Func<JobContext, SwitchboardWorkerOptions, Task<ReadOnlyMemory<byte>>> handle)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        if (_routes.Exists(route => string.Equals(route.Method, method, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"The worker has the method '{method}' already.", nameof(method));
        }

        if (options?.Concurrency is <= 0 or > ushort.MaxValue)
        {
            throw new ArgumentException("Concurrency must be 1 to 65535.", nameof(options));
        }

        _routes.Add(new JobRoute(method, options ?? new(), handle));
        return this;
    }

    private delegate T? Reader<T>(ReadOnlySpan<byte> data);

    private static T Read<T>(JobContext context, Reader<T> read)
    {
        if (context.Data.IsEmpty)
        {
            return default!;
        }

        try
        {
            return read(context.Data.Span)!;
        }
        catch (JsonException exception)
        {
            throw new SwitchboardException(ErrorCodes.BadRequest with { Message = $"{ErrorCodes.BadRequest.Message}: {exception.Message}" }, exception);
        }
    }
}
