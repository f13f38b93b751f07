namespace Switchboard.Client.Outbox.Storage;

/// <summary>Something to be done with an outbox's file, in a transaction with others.</summary>
internal abstract class OutboxWork
{
    /// <summary>Does it. It may be done again where the transaction did not come about.</summary>
    public abstract void Do(OutboxDatabase database);

    /// <summary>Tells whoever waits that it is on disk.</summary>
    public abstract void Complete();

    /// <summary>Tells whoever waits that it was not done.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal sealed class OutboxWork<T>(Func<OutboxDatabase, T> work) : OutboxWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Do(OutboxDatabase database) => _result = work(database);

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
