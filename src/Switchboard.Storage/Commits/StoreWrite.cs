namespace Switchboard.Storage.Commits;

/// <summary>Something to be written, and whoever waits for its commit.</summary>
internal abstract class StoreWrite
{
    /// <summary>What a small row counts for.</summary>
    protected const int RowBytes = 256;

    /// <summary>What carries out writes of this kind.</summary>
    public abstract WriteHandler Handler { get; }

    /// <summary>What it counts for in the queue, in bytes.</summary>
    public virtual int Bytes => RowBytes;

    /// <summary>Answers whoever waits with the result.</summary>
    public abstract void Complete();

    /// <summary>Answers whoever waits with a failure.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A write that is answered with a result.</summary>
/// <typeparam name="TResult">The result.</typeparam>
internal abstract class StoreWrite<TResult> : StoreWrite
{
    // Whoever waits continues on the thread pool: the loop that notifies of commits has the next ones to notify of.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the write is committed, and what follows from the commit was handed on.</summary>
    public Task<TResult> Task => _completion.Task;

    /// <summary>The result, known when the write was carried out. Carried out again, it has another.</summary>
    public TResult Result { protected get; set; } = default!;

    /// <inheritdoc/>
    public sealed override void Complete() => _completion.TrySetResult(Result);

    /// <inheritdoc/>
    public sealed override void Fail(Exception exception) => _completion.TrySetException(exception);
}

/// <summary>A write whose handler knows by itself what to do. For sweeps, the result says whether there is more.</summary>
internal sealed class MaintenanceWrite(WriteHandler handler) : StoreWrite<bool>
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;
}
