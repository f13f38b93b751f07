using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard;

/// <summary>What a handler knows of the call that it answers. Safe to use from any thread until the handler returns.</summary>
public abstract class CallContext
{
    /// <summary>The method that was called.</summary>
    public abstract string Method { get; }

    /// <summary>Who calls; <see cref="Principal.Service"/> for holders of an API key and server code.</summary>
    public abstract Principal Caller { get; }

    /// <summary>The client id of the calling connection; empty where none calls.</summary>
    public abstract string CallerClient { get; }

    /// <summary>The job that the call carries out, by its id; empty where it is none.</summary>
    public virtual string JobId => "";

    /// <summary>Which attempt at the job it is, from 1; 0 where it is none. Above 1 an earlier attempt may have had an effect.</summary>
    public virtual int Attempt => 0;

    /// <summary>The services of this call: a scope of its own, disposed when the handler has returned.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>When the caller is told that the deadline has passed, in UTC.</summary>
    public abstract DateTimeOffset Deadline { get; }

    /// <summary>Cancelled when nobody waits for the result any more: the deadline has passed, or the caller cancelled or is gone.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Tells the caller how far the work has come. Never waits and never throws for the caller's sake.</summary>
    /// <param name="json">One JSON value, at most <c>calls.maxProgressBytes</c> long.</param>
    /// <returns>
    /// False where it was dropped: more than <c>calls.progressPerSecond</c>, too long, the call has ended, or the caller listens to none.
    /// </returns>
    public abstract bool ReportProgress(ReadOnlyMemory<byte> json);

    /// <summary>Tells the caller how far the work has come, by a value. See <see cref="ReportProgress(ReadOnlyMemory{byte})"/>.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written, as <c>AppJsonContext.Default.Step</c>.</param>
    /// <returns>False where it was dropped.</returns>
    public bool ReportProgress<T>(T value, JsonTypeInfo<T> type) => ReportProgress(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
