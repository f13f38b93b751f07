using System.Runtime.ExceptionServices;

namespace Switchboard.Timing;

/// <summary>Does something for many items, a number of them at once.</summary>
internal static class SideBySide
{
    /// <summary>Begins with as many items as are allowed at once, and with the next one whenever one is done. What completes synchronously takes no further thread.</summary>
    /// <param name="items">The items.</param>
    /// <param name="limit">How many at once.</param>
    /// <param name="action">What is done. One that fails keeps no other from being done; the first failure is thrown at the end.</param>
    /// <param name="cancellationToken">Begins with no further item.</param>
    public static async Task ForEachAsync<TItem>(IEnumerable<TItem> items, int limit, Func<TItem, ValueTask> action, CancellationToken cancellationToken)
    {
        using var source = items.GetEnumerator();
        var run = new Run<TItem>(source, action, cancellationToken);
        var workers = new List<Task>();
        do
        {
            workers.Add(run.WorkAsync());
        }
        while (!run.IsOver && workers.Count < limit);

        await Task.WhenAll(workers);
        run.Failure?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed class Run<TItem>(IEnumerator<TItem> source, Func<TItem, ValueTask> action, CancellationToken cancellationToken)
    {
        private readonly Lock _lock = new();
        private volatile bool _isOver;

        public bool IsOver => _isOver;

        public ExceptionDispatchInfo? Failure { get; private set; }

        public async Task WorkAsync()
        {
            while (TryTake(out var item))
            {
                try
                {
                    await action(item);
                }
                catch (Exception exception)
                {
                    lock (_lock)
                    {
                        Failure ??= ExceptionDispatchInfo.Capture(exception);
                    }
                }
            }
        }

        private bool TryTake(out TItem item)
        {
            lock (_lock)
            {
                _isOver = _isOver || cancellationToken.IsCancellationRequested || !source.MoveNext();
                item = _isOver ? default! : source.Current;
                return !_isOver;
            }
        }
    }
}
