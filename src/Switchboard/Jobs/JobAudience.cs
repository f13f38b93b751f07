using System.Text.Json;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Inbox;
using Switchboard.Names;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Tells who submitted a job what becomes of it: a user in the inbox, the application by its hooks and its back end.</summary>
/// <remarks>How far work has come is told to who listens, and kept nowhere. How it ended is a message in the inbox, and told until that has been done.</remarks>
internal sealed class JobAudience(InboxEvents events, HubMessages messages, HookDispatcher hooks, SettingsHolder settings, Clock clock)
{
    /// <summary>Whether anybody is to be told what becomes of the jobs of an owner.</summary>
    public bool IsTold(string owner) => hooks.Has(HookKinds.Jobs) || IsUserTold(owner);

    /// <summary>Tells of a job that goes on. What cannot be told is left out.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="job">The job as it stands.</param>
    public async ValueTask TellAsync(string owner, Job job)
    {
        if (IsUserTold(owner))
        {
            await events.NotifyPassingAsync(job.User, JobNames.Event, JobNotice.Of(job), JobJsonContext.Default.JobNotice);
        }

        await TellHooksAsync(job);
    }

    /// <summary>Tells how a job ended.</summary>
    /// <param name="stored">The job.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    /// <returns>Whether it was told, or never can be; false where it cannot be at present.</returns>
    public async ValueTask<bool> TellEndAsync(StoredJob stored, CancellationToken cancellationToken)
    {
        var job = JobReader.Describe(stored, default);
        // A job that is run again ends again, and is told again.
        var id = $"job-{job.Id}-{job.EndedAt?.ToUnixTimeMilliseconds()}";
        var notice = JobNotice.Of(job) with { Message = id };
        if (IsUserTold(stored.Owner) && await SendAsync(job.User, notice, cancellationToken) is { } error)
        {
            // A result that is too large for a message is there for who asks for it.
            error = error.Code == ErrorCodes.LimitExceeded.Code ? await SendAsync(job.User, notice with { Result = default }, cancellationToken) : error;
            if (error is { Temporary: true } || error?.Code == ErrorCodes.NotAvailable.Code)
            {
                return false;
            }
        }

        await TellHooksAsync(job);
        return true;
    }

    private bool IsUserTold(string owner) => !OwnerNames.IsService(owner) && settings.Current.Inbox.Enabled;

    private ValueTask TellHooksAsync(Job job)
        => hooks.Has(HookKinds.Jobs) ? hooks.NotifyAsync(new JobChangedEvent(job) { Time = clock.UtcNow }) : ValueTask.CompletedTask;

    private ValueTask<ErrorCode?> SendAsync(string user, JobNotice notice, CancellationToken cancellationToken)
        => messages.SendAsync(user, notice.Message!, JobNames.Event, JsonSerializer.SerializeToUtf8Bytes(notice, JobJsonContext.Default.JobNotice), cancellationToken);
}
