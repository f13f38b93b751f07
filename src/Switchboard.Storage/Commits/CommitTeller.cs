using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Switchboard.Storage.Commits;

/// <summary>Tells of commits, in their order, beside the writer: passing publications on costs the next commit nothing.</summary>
internal sealed class CommitTeller(Action<CommitGroup> told, ILogger logger)
{
    // What is in here still counts for the queue's limits, which bounds it.
    private readonly Channel<CommitGroup> _committed = Channel.CreateUnbounded<CommitGroup>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    /// <summary>Takes in a group that was committed.</summary>
    public void Add(CommitGroup group) => _committed.Writer.TryWrite(group);

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _committed.Writer.TryComplete();

    /// <summary>Tells of all groups until nothing more comes.</summary>
    public async Task RunAsync()
    {
        await foreach (var group in _committed.Reader.ReadAllAsync())
        {
            try
            {
                group.Complete();
            }
            catch (Exception exception)
            {
                StoreLog.TellingFailed(logger, exception);
                group.Fail(exception);
            }

            told(group);
        }
    }
}
