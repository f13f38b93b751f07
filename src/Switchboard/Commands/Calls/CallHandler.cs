using System.Text;
using Switchboard.Calls;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Calls;

/// <summary>Somebody calls a method.</summary>
internal sealed class CallHandler(ChannelAuthorizer authorizer, HookDecisions hooks, CallRouter router, IdempotentCalls keyed, SettingsHolder settings)
{
    /// <summary>Carries the call out. It ends at its deadline at the latest; cancelling ends it with an error, too.</summary>
    /// <param name="principal">Who calls.</param>
    /// <param name="connection">The calling connection; null where none calls.</param>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(
        Principal principal, Connection? connection, CallRequest request, CancellationToken cancellationToken)
    {
        if (UserIds.Check(request.User) is { } invalid)
        {
            return invalid;
        }

        var asksHook = connection is not null && hooks.Has(HookKinds.Calling);
        var admission = authorizer.Authorize(principal, Operations.Call, request.Method, asksHook, isSubscribed: false, hasToken: false);
        if (!admission.IsSuccess)
        {
            // A name that no method can have is one that nobody serves.
            return admission.Error == ErrorCodes.UnknownChannel ? ErrorCodes.MethodNotFound : admission.Error!;
        }

        var permit = admission.Value;
        var outcome = request.IdempotencyKey is { } key
            ? await CallOnceAsync(principal, connection, request, key, permit, asksHook, cancellationToken)
            : (await CarryOutAsync(principal, connection, request, permit, asksHook, cancellationToken)).Outcome;

        // Whatever it came from: a handler, a worker, a hook, or a store that keeps what a handler returned before.
        return outcome.IsSuccess && JsonDepth.Check("the result", outcome.Value, settings.Current.Limits.PayloadDepth) is { } tooDeep ? tooDeep : outcome;
    }

    private async ValueTask<Result<ReadOnlyMemory<byte>>> CallOnceAsync(
        Principal principal, Connection? connection, CallRequest request, string key, Permit permit, bool asksHook, CancellationToken cancellationToken)
        => CheckKey(principal, key, request) is { } refusal
            ? refusal
            : await keyed.RunAsync(
                new IdempotentCall(KeyOf(principal, key, request), permit.Namespace, DeadlineOf(request), request.IsIdempotent),
                () => CarryOutAsync(principal, connection, request, permit, asksHook, CancellationToken.None),
                cancellationToken);

    // Whoever is anonymous cannot be told from others who are: their results would be anybody's.
    private ErrorCode? CheckKey(Principal principal, string key, CallRequest request)
    {
        if (principal.UserId.Length == 0 && principal.Kind != PrincipalKind.Service)
        {
            return ErrorCodes.PermissionDenied;
        }

        var isAcceptable = request.Deadline > TimeSpan.Zero || request.Deadline is null;
        return isAcceptable && Encoding.UTF8.GetByteCount(key) <= settings.Current.Publishing.MaxIdempotencyKeyBytes ? null : ErrorCodes.BadRequest;
    }

    private static string KeyOf(Principal principal, string key, CallRequest request)
        => $"{request.Method.Length}.{request.Method}:{IdempotencyKeys.Scoped(principal, key)}";

    private async Task<CallAnswer> CarryOutAsync(
        Principal principal, Connection? connection, CallRequest request, Permit permit, bool asksHook, CancellationToken cancellationToken)
    {
        if (asksHook)
        {
            var decision = await CallingHook.AskAsync(hooks, connection!, request, permit);
            if (decision.Answer is { } answer)
            {
                return new CallAnswer(answer, WasGiven: true);
            }

            request = decision.Request;
        }

        var invocation = InvocationOf(principal, connection, request, permit.Namespace);
        return invocation.IsSuccess ? await CallAsync(invocation.Value!, cancellationToken) : new CallAnswer(invocation.As<ReadOnlyMemory<byte>>(), WasGiven: false);
    }

    private async Task<CallAnswer> CallAsync(CallInvocation invocation, CancellationToken cancellationToken)
    {
        using var activity = HubTracing.StartCall(invocation.Namespace.Name, isByClient: invocation.Connection is not null);
        var answer = await router.CallAsync(invocation, cancellationToken);
        HubTracing.Refuse(activity, answer.Outcome.Error);
        return answer;
    }

    private TimeSpan DeadlineOf(CallRequest request)
    {
        var rules = settings.Current.Calls;
        var deadline = request.Deadline ?? rules.DefaultDeadline;
        return deadline < rules.MaxDeadline ? deadline : rules.MaxDeadline;
    }

    private Result<CallInvocation> InvocationOf(Principal principal, Connection? connection, CallRequest request, NamespaceSettings space)
    {
        var rules = settings.Current.Calls;
        if (request.Deadline <= TimeSpan.Zero || Encoding.UTF8.GetByteCount(request.Id) > rules.MaxIdBytes)
        {
            return ErrorCodes.BadRequest;
        }

        if (request.Data.Length > space.MaxPayloadBytes)
        {
            return ErrorCodes.LimitExceeded;
        }

        if (!request.Data.IsEmpty && !request.IsCheckedJson && !JsonBytes.IsValid(request.Data.Span))
        {
            return ErrorCodes.BadRequest;
        }

        if (JsonDepth.Check("data", request.Data, settings.Current.Limits.PayloadDepth) is { } tooDeep)
        {
            return tooDeep;
        }

        return new CallInvocation(request.Method, space, JsonBytes.OnOneLine(request.Data))
        {
            Caller = principal,
            Connection = connection,
            Id = request.Id,
            User = request.User,
            Client = request.Client,
            Deadline = DeadlineOf(request),
            IsIdempotent = request.IsIdempotent,
            OutlivesCaller = request.IdempotencyKey is not null,
            Progress = request.Progress,
        };
    }
}
