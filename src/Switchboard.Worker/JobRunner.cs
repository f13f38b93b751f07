using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>Calls handlers, and makes of what they do what the hub is told.</summary>
internal sealed class JobRunner(SwitchboardWorkerOptions options, IServiceScopeFactory scopes, ReportPublisher publisher, TimeProvider time, ILogger logger, CancellationToken giveUp)
{
    private const int MaxMessageLength = 1000;

    private static readonly ActivitySource _source = new("Switchboard.Worker");

    /// <summary>Carries an attempt out; null where it is to be given to somebody else, because the program stops.</summary>
    public async Task<JobOutcome?> RunAsync(JobRun run)
    {
        if (run.Route is not { } route)
        {
            return JobOutcome.Failed(ErrorCodes.MethodNotFound);
        }

        using var activity = _source.StartActivity(route.Method, ActivityKind.Consumer, JobMessageReader.TextOf(run.Properties, JobMessage.TraceHeader));
        using var ended = new CancellationTokenSource();
        var pump = new ProgressPump(run, publisher, options, time, ended.Token);
        _ = pump.SayStartedAsync();
        try
        {
            return await CallAsync(run, route, pump);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private async Task<JobOutcome?> CallAsync(JobRun run, JobRoute route, ProgressPump pump)
    {
        using var deadline = new CancellationTokenSource(JobMessageReader.DeadlineOf(run.Properties), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancelled, deadline.Token, giveUp);
        await using var scope = scopes.CreateAsyncScope();
        var context = new JobContext(pump.Report, options.Json)
        {
            Id = run.Key.Id,
            Attempt = run.Key.Attempt,
            Method = route.Method,
            Data = run.Data,
            Caller = JobMessageReader.CallerOf(run.Properties),
            IsRedelivered = run.IsRedelivered,
            Services = scope.ServiceProvider,
            CancellationToken = stop.Token,
        };
        try
        {
            var result = await route.Handle(context, options);
            return result.Length <= options.MaxResultBytes ? new JobOutcome(JobMessage.Done, result) : JobOutcome.Failed(ErrorCodes.LimitExceeded with { Message = "the worker's result is too large" });
        }
        catch (SwitchboardException exception)
        {
            return JobOutcome.Failed(exception.Error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return run.Cancelled.IsCancellationRequested ? JobOutcome.Cancelled : deadline.IsCancellationRequested ? JobOutcome.Failed(ErrorCodes.DeadlineExceeded) : null;
        }
        catch (Exception exception)
        {
            WorkerLog.Failed(logger, exception, route.Method, run.Key.ToString());
            var message = exception.Message.Length <= MaxMessageLength ? exception.Message : exception.Message[..MaxMessageLength];
            return JobOutcome.Failed(ErrorCodes.Internal with { Message = message });
        }
    }
}

/// <summary>What came of an attempt.</summary>
/// <param name="Type">The type of the report.</param>
/// <param name="Body">Its body.</param>
internal sealed record JobOutcome(string Type, ReadOnlyMemory<byte> Body)
{
    /// <summary>It was cancelled.</summary>
    public static JobOutcome Cancelled { get; } = new(JobMessage.Cancelled, ReadOnlyMemory<byte>.Empty);

    /// <summary>It failed.</summary>
    public static JobOutcome Failed(ErrorCode error)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("code", error.Code);
            writer.WriteString("message", error.Message);
            writer.WriteBoolean("temporary", error.Temporary);
            writer.WriteEndObject();
        }

        return new(JobMessage.Failed, buffer.ToArray());
    }
}
