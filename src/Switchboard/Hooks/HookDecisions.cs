using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Results;

namespace Switchboard.Hooks;

/// <summary>Asks the application's deciding hooks, one after the other, until one denies.</summary>
internal sealed class HookDecisions(HookSet hooks, SettingsHolder settings, TimeProvider time, HubMetrics metrics, ILogger<HookDecisions> logger)
{
    /// <summary>Whether any hook has a word in this.</summary>
    public bool Has(HookKinds kinds) => hooks.Has(kinds);

    public async ValueTask<Result<Unit>> ConnectingAsync(ConnectingContext context)
    {
        var before = context.ExpiresAt;
        var decision = await AskAsync(HookKinds.Connecting, "connect", context, static (hook, context, token) => hook.OnConnectingAsync((ConnectingContext)context, token));
        var isOver = IsOver(context.ExpiresAt, before) || context.Subscriptions.Values.Any(options => IsOver(options.ExpiresAt, before: null));
        return decision.IsSuccess && isOver ? ErrorCodes.Expired : decision;
    }

    public async ValueTask<Result<Unit>> SubscribingAsync(SubscribingContext context)
    {
        var before = context.Options.ExpiresAt;
        var decision = await AskAsync(HookKinds.Subscribing, "subscribe", context, static (hook, context, token) => hook.OnSubscribingAsync((SubscribingContext)context, token));
        return decision.IsSuccess && IsOver(context.Options.ExpiresAt, before) ? ErrorCodes.Expired : decision;
    }

    public ValueTask<Result<Unit>> PublishingAsync(PublishingContext context)
        => AskAsync(HookKinds.Publishing, "publish", context, static (hook, context, token) => hook.OnPublishingAsync((PublishingContext)context, token));

    public ValueTask<Result<Unit>> MapPublishingAsync(MapPublishingContext context)
        => AskAsync(HookKinds.MapPublishing, "map_publish", context, static (hook, context, token) => hook.OnMapPublishingAsync((MapPublishingContext)context, token));

    public ValueTask<Result<Unit>> MapRemovingAsync(MapRemovingContext context)
        => AskAsync(HookKinds.MapRemoving, "map_remove", context, static (hook, context, token) => hook.OnMapRemovingAsync((MapRemovingContext)context, token));

    /// <summary>Asks for entries. Who has answered leaves a position.</summary>
    public ValueTask<Result<Unit>> MapReadingAsync(MapReadingContext context)
        => AskAsync(HookKinds.MapReading, "map_read", context, static (hook, context, token) =>
            ((MapReadingContext)context).Position is null ? hook.OnMapReadingAsync((MapReadingContext)context, token) : ValueTask.CompletedTask);

    public ValueTask<Result<Unit>> CallingAsync(CallingContext context)
        => AskAsync(HookKinds.Calling, "rpc", context, static (hook, context, token) => hook.OnCallingAsync((CallingContext)context, token));

    /// <summary>Asks about what expires. The caller takes a time that is over for a no.</summary>
    public ValueTask<Result<Unit>> RefreshingAsync(RefreshingContext context)
        => AskAsync(HookKinds.Refreshing, "refresh", context, static (hook, context, token) => hook.OnRefreshingAsync((RefreshingContext)context, token));

    /// <summary>Whether a hook gives something until a time that is over. What a token says was checked before, and may end while a hook thinks.</summary>
    private bool IsOver(DateTimeOffset? expiresAt, DateTimeOffset? before) => expiresAt != before && expiresAt <= time.GetUtcNow();

    private async ValueTask<Result<Unit>> AskAsync(
        HookKinds kind, string operation, DecidingContext context, Func<IDecidingHooks, DecidingContext, CancellationToken, ValueTask> ask)
    {
        // The application's code never runs under a batch: subscribers would wait for it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var deadline = new CancellationTokenSource(settings.Current.Hooks.DecisionTimeout, time);
        IDecidingHooks? hook = null;
        try
        {
            await using var asked = hooks.Begin(kind);
            for (var i = 0; i < asked.Deciding.Count; i++)
            {
                hook = asked.Deciding[i];
                await asked.WithinAsync(ask(hook, context, deadline.Token), deadline.Token);
                if (context.IsDenied)
                {
                    return context.CloseCode is { } code ? code : context.Error!;
                }
            }
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
        catch (Exception exception)
        {
            return Fail(exception, hook?.GetType().Name ?? hooks.Names, operation, context.Connection.Client);
        }

        return context is PermissionContext { IsUndecided: true, IsAllowed: false } and not ConnectingContext ? ErrorCodes.PermissionDenied : default(Unit);
    }

    /// <summary>Takes what a hook has given for a failure of it: it is not in its form.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="client">The connection that it was asked for.</param>
    /// <param name="problem">What is wrong with it, in one sentence.</param>
    public ErrorCode Reject(string operation, string client, string problem) => Fail(new HookFailureException(problem), hooks.Names, operation, client);

    private ErrorCode Fail(Exception exception, string hook, string operation, string client)
    {
        var error = InternalError.Create(out var errorId);
        metrics.HookFailed(operation);
        if (exception is HookFailureException)
        {
            HookLog.DecisionNotHad(logger, operation, client, exception.Message, errorId);
        }
        else
        {
            HookLog.DecisionFailed(logger, exception, hook, operation, client, errorId);
        }

        return error;
    }
}
