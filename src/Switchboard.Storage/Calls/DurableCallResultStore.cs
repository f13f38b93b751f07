using Switchboard.Extensibility;
using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Calls;

/// <summary>Calls' results in a database.</summary>
internal sealed class DurableCallResultStore(CommitQueue commits, TimeProvider time) : IDurableCallResultStore
{
    private readonly CallResultWriter _writer = new(time);

    /// <inheritdoc/>
    public async ValueTask<CallResult?> BeginAsync(string key, TimeSpan rememberFor, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new CallBeginWrite(_writer, key, rememberFor), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask EndAsync(string key, CallResult result, TimeSpan rememberFor, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new CallEndWrite(_writer, key, result, rememberFor), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(string key, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new CallForgetWrite(_writer, key), cancellationToken);
}
