using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Worker;

/// <summary>A job that is being carried out. Its members are safe to call from any thread.</summary>
public sealed class JobContext
{
    private readonly Action<ReadOnlyMemory<byte>> _report;
    private readonly JsonSerializerOptions _json;

    internal JobContext(Action<ReadOnlyMemory<byte>> report, JsonSerializerOptions json) => (_report, _json) = (report, json);

    /// <summary>The job.</summary>
    public required string Id { get; init; }

    /// <summary>Which attempt at it this is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>What it was called with: JSON; empty for nothing.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whose job it is: kind and user id alone.</summary>
    public required Principal Caller { get; init; }

    /// <summary>Whether the attempt was given to a worker before, which may have done part of it, or all.</summary>
    public required bool IsRedelivered { get; init; }

    /// <summary>Services that live as long as the job.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Cancelled when the job is cancelled, its deadline is over, or the program stops and has waited long enough.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Says how far the work has come. Never waits: of what is said within a short time, or while RabbitMQ is away, the last is sent.</summary>
    /// <param name="progress">What to say, in the application's own form.</param>
    public void ReportProgress<T>(T progress) => _report(JsonSerializer.SerializeToUtf8Bytes(progress, _json));

    /// <inheritdoc cref="ReportProgress{T}(T)"/>
    /// <param name="progress">What to say, in the application's own form.</param>
    /// <param name="type">How it is written.</param>
    public void ReportProgress<T>(T progress, JsonTypeInfo<T> type) => _report(JsonSerializer.SerializeToUtf8Bytes(progress, type));
}
