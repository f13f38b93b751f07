using Switchboard.Json;

namespace Switchboard.Calls;

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
