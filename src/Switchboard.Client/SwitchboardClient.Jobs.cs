using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Configuration;
using Switchboard.Client.Jobs;

namespace Switchboard.Client;

/// <content>Jobs: calls that outlive their connections.</content>
public sealed partial class SwitchboardClient
{
    private readonly JobReceiver _jobReceiver;
    private readonly JobRequests _jobRequests;
    private readonly JobWatcher _jobWatcher;

    /// <summary>Something has become of a job of this client's user: it was queued, has begun, has come further, is tried again, or has ended.</summary>
    /// <remarks>
    /// How a job ended is a message in the user's inbox: it comes with the next connection where there is none, each end once, and is acknowledged when the handler has
    /// returned. A handler that throws gets it again after a pause, and <see cref="SwitchboardInbox.HandlerFailed"/> tells. Everything else is told to who is connected, and left
    /// out where handlers are slow. Attach handlers before connecting: without any, ends of jobs go to those of <see cref="Inbox"/>.
    /// </remarks>
    public event EventHandler<JobChangedEventArgs>? JobChanged
    {
        add
        {
            _jobReceiver.Changed += value;
            _jobReceiver.StartPump();
        }
        remove => _jobReceiver.Changed -= value;
    }

    /// <summary>Sets the handler of what becomes of this user's jobs. The next change comes when its task has ended; see <see cref="JobChanged"/> for what happens if it fails.</summary>
    /// <param name="handler">Gets each job as it stands, and a token that is cancelled when the client is disposed of.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void OnJobChanged(Func<Job, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _jobReceiver.SetHandler(handler);
    }

    /// <summary>Has a method carried out, however long it takes. Completes when the job is kept, on disk where jobs are durable.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">The data, as JSON; empty for none.</param>
    /// <param name="options">
    /// How; null for at once, as the configuration says. Without a key it gets a random one, which covers the client's own repetitions when the connection is lost.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait; whether it was submitted is not known then.</param>
    /// <returns>The job's id.</returns>
    /// <exception cref="SwitchboardException">The hub refused it: 103 for connections without a user, 106 where the user has as many jobs as it may.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    /// <exception cref="TimeoutException">There was no answer within <see cref="SwitchboardClientOptions.RequestTimeout"/>. When the connection is lost, it is submitted again within it, and is one job.</exception>
    public Task<string> SubmitJobAsync(string method, ReadOnlyMemory<byte> data = default, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        PayloadValidator.ThrowIfNotJson(data);
        return _jobRequests.SubmitAsync(method, data, options ?? JobOptions.None, cancellationToken);
    }

    /// <summary>Has a method carried out with typed data, however long it takes.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="data">The data.</param>
    /// <param name="type">How the data is written.</param>
    /// <param name="options">How; null for at once, as the configuration says.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was submitted is not known then.</param>
    /// <inheritdoc cref="SubmitJobAsync(string, ReadOnlyMemory{byte}, JobOptions?, CancellationToken)"/>
    public Task<string> SubmitJobAsync<T>(string method, T data, JsonTypeInfo<T> type, JobOptions? options = null, CancellationToken cancellationToken = default)
        => SubmitJobAsync(method, JsonSerializer.SerializeToUtf8Bytes(data, type), options, cancellationToken);

    /// <summary>Asks what has become of a job of this user.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SwitchboardException">The hub refused it: 107 where the user has no job of that id, or it is not kept any more.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    /// <exception cref="TimeoutException">There was no answer within <see cref="SwitchboardClientOptions.RequestTimeout"/>; a lost connection is waited for in it.</exception>
    public Task<Job> JobAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _jobRequests.FindAsync(id, cancellationToken);
    }

    /// <summary>Lists jobs of this user, the newest at the beginning.</summary>
    /// <param name="filter">Which; null for all. Administrators see those of others.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <inheritdoc cref="JobAsync"/>
    public Task<JobList> JobsAsync(JobFilter? filter = null, CancellationToken cancellationToken = default) => _jobRequests.ListAsync(filter ?? JobFilter.None, cancellationToken);

    /// <summary>Cancels a job of this user; a worker that has it is told.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was cancelled is not known then.</param>
    /// <returns>Whether it was; false where it had ended.</returns>
    /// <exception cref="SwitchboardException">The hub refused it: 107 where the user has no job of that id.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public Task<bool> CancelJobAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _jobRequests.CancelAsync(id, cancellationToken);
    }

    /// <summary>Runs a job of this user again from the beginning that has failed or was cancelled; one that recurs goes on with its next turn. Error 106 where the user has as many jobs that have not ended as it may.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it is run again is not known then.</param>
    /// <returns>Whether it is; false where it is in another state.</returns>
    /// <inheritdoc cref="CancelJobAsync"/>
    public Task<bool> RetryJobAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _jobRequests.RetryAsync(id, cancellationToken);
    }

    /// <summary>Waits for the end of a job of this user, however long that takes, and across lost connections.</summary>
    /// <remarks>The message in the inbox that tells of the end is acknowledged, unless there are handlers, who get it as well.</remarks>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Cancels the wait. The job goes on.</param>
    /// <returns>The job, which is done.</returns>
    /// <exception cref="SwitchboardException">The job failed, with its error; was cancelled, with error 412; or the hub refused to tell: 107 where the user has no job of that id.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    public async Task<Job> WaitForJobAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var ended = await _jobWatcher.WaitAsync(id, cancellationToken).ConfigureAwait(false);
        return ended.State switch
        {
            JobState.Failed => throw new SwitchboardException(ended.Error ?? ErrorCodes.Internal),
            JobState.Cancelled => throw new SwitchboardException(ErrorCodes.Cancelled),
            _ => ended,
        };
    }
}
