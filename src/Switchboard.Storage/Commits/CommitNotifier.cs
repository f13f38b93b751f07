using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Switchboard.Storage.Commits;

/// <summary>Notifies of commits, in their order, beside the writer: passing publications on costs the next commit nothing.</summary>
/// <remarks>
/// One channel with one reader: whatever happens within a stream happens in the order of its offsets, and a write is never answered
/// before those committed ahead of it.
/// </remarks>
internal sealed class CommitNotifier(Action<CommitGroup> notified, ILogger logger)
{
    // Unbounded, but what is in here still counts for the queue's limits: subscribers that are slow to be reached slow down publishers.
    private readonly Channel<CommitGroup> _committed = Channel.CreateUnbounded<CommitGroup>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    /// <summary>Takes in a group that was committed.</summary>
    public void Add(CommitGroup group) => _committed.Writer.TryWrite(group);

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _committed.Writer.TryComplete();

    /// <summary>Notifies of all groups until nothing more comes.</summary>
    public async Task RunAsync()
    {
        await foreach (var group in _committed.Reader.ReadAllAsync())
        {
            group.Complete(exception => StoreLog.NotifyFailed(logger, exception));
            notified(group);
        }
    }
}
