using System.Collections.Concurrent;
using Switchboard.Json;

namespace Switchboard.Calls;

/// <summary>The methods that the application itself serves.</summary>
internal sealed class CallHandlers
{
    private readonly ConcurrentDictionary<string, CallDelegate> _byName = new(StringComparer.Ordinal);

    /// <summary>Adds a method.</summary>
    /// <exception cref="InvalidOperationException">There is one of that name.</exception>
    public void Add(string method, CallDelegate handler)
    {
        if (!_byName.TryAdd(method, handler))
        {
            throw new InvalidOperationException($"The call '{method}' has been mapped already.");
        }
    }

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    public CallDelegate? Find(string method) => _byName.GetValueOrDefault(method);
}

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
    public override IServiceProvider Services => services;

    /// <inheritdoc/>
    public override DateTimeOffset Deadline => deadline;

    /// <inheritdoc/>
    public override CancellationToken CancellationToken => call.Handler!.Token;

    /// <inheritdoc/>
    public override bool ReportProgress(ReadOnlyMemory<byte> json) => router.Report(call, JsonBytes.OnOneLine(json));
}
