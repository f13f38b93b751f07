using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;
using Switchboard.Results;

namespace Switchboard.Calls;

/// <summary>Runs the application's handlers, each call with services of its own, away from the thread that reads the caller's commands.</summary>
internal sealed class HandlerRunner(IServiceScopeFactory scopes, TimeProvider time, Supervisor supervisor, ILogger<HandlerRunner> logger)
{
    public void Start(CallRouter router, PendingCall call, CallDelegate handler)
        => supervisor.Detach("calls", Task.Run(async () => router.Finish(call, await RunAsync(router, call, handler)), CancellationToken.None));

    private async Task<Result<ReadOnlyMemory<byte>>> RunAsync(CallRouter router, PendingCall call, CallDelegate handler)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = new HandlerContext(router, call, scope.ServiceProvider, time.GetUtcNow() + call.Invocation.Deadline);
            return await handler(call.Invocation.Data, context);
        }
        catch (SwitchboardException exception)
        {
            return exception.Error;
        }
        catch (OperationCanceledException) when (call.HasEnded)
        {
            return ErrorCodes.Cancelled;
        }
        catch (Exception exception)
        {
            var error = InternalError.Create(out var errorId);
            CallLog.HandlerFailed(logger, exception, call.Invocation.Method, errorId);
            return error;
        }
    }
}
