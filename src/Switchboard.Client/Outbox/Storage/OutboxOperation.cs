namespace Switchboard.Client.Outbox.Storage;

/// <summary>An operation on an outbox's file, in a transaction with others.</summary>
internal abstract class OutboxOperation
{
    /// <summary>Executes it. It is executed again where the transaction was rolled back for another operation.</summary>
    public abstract void Execute(OutboxDatabase database);

    /// <summary>Completes the caller's task: it is on disk.</summary>
    public abstract void Complete();

    /// <summary>Fails the caller's task: it was not done.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal sealed class OutboxOperation<T>(Func<OutboxDatabase, T> operation) : OutboxOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Execute(OutboxDatabase database) => _result = operation(database);

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
