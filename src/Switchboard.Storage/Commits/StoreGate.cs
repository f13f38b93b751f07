namespace Switchboard.Storage.Commits;

/// <summary>Holds everybody back until the store was opened for the first time, its tables made: before, there is nothing to read or write.</summary>
/// <param name="limit">How long anybody waits.</param>
/// <param name="time">The time.</param>
internal sealed class StoreGate(TimeSpan limit, TimeProvider time)
{
    private readonly TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether nobody waits any more.</summary>
    public bool IsOpen => _opening.Task.IsCompleted;

    /// <summary>The store is open, or its database is away.</summary>
    public void Open() => _opening.TrySetResult();

    /// <summary>Waits.</summary>
    /// <exception cref="SwitchboardException">It takes too long (108).</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _opening.Task.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw StoreErrors.NotAvailable(cause: exception);
        }
    }
}
