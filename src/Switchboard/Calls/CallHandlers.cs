using System.Collections.Concurrent;
using Switchboard.Json;

namespace Switchboard.Calls;

/// <summary>The methods that the application itself serves.</summary>
internal sealed class CallHandlers
{
    private readonly ConcurrentDictionary<string, MappedMethod> _byName = new(StringComparer.Ordinal);

    /// <summary>Adds a method.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="handler">Carries it out.</param>
    /// <param name="isForJobs">Whether it carries out jobs alone, and cannot be called.</param>
    /// <exception cref="InvalidOperationException">There is one of that name.</exception>
    public void Add(string method, CallDelegate handler, bool isForJobs = false)
    {
        if (!_byName.TryAdd(method, new MappedMethod(handler, isForJobs)))
        {
            throw new InvalidOperationException($"The {(isForJobs ? "job" : "call")} '{method}' has been mapped already.");
        }
    }

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>What carries out a method; null where nothing does.</summary>
    /// <param name="method">The method.</param>
    /// <param name="isJob">Whether a job is to be carried out: methods that can be called carry out jobs, too.</param>
    public CallDelegate? Find(string method, bool isJob) => _byName.TryGetValue(method, out var mapped) && (isJob || !mapped.IsForJobs) ? mapped.Handler : null;
}

/// <summary>A method that the application serves.</summary>
internal sealed record MappedMethod(CallDelegate Handler, bool IsForJobs);

/// <inheritdoc/>
internal sealed class HandlerContext(CallRouter router, PendingCall call, IServiceProvider services, DateTimeOffset deadline) : CallContext
{
    /// <inheritdoc/>
    public override string Method => call.Invocation.Method;

    /// <inheritdoc/>
    public override Principal Caller => call.Invocation.Caller;

    /// <inheritdoc/>
    public override string CallerClient => call.Invocation.Connection?.Id ?? "";

    /// <inheritdoc/>
    public override string JobId => call.Invocation.Job?.Id ?? "";

    /// <inheritdoc/>
    public override int Attempt => call.Invocation.Job?.Attempt ?? 0;

    /// <inheritdoc/>
    public override IServiceProvider Services => services;

    /// <inheritdoc/>
    public override DateTimeOffset Deadline => deadline;

    /// <inheritdoc/>
    public override CancellationToken CancellationToken => call.Handler!.Token;

    /// <inheritdoc/>
    public override bool ReportProgress(ReadOnlyMemory<byte> json) => router.Report(call, JsonBytes.OnOneLine(json));
}
