using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Access;

/// <summary><c>grant</c>.</summary>
internal sealed class GrantOperation(AccessHandler handler)
    : Operation<GrantRequest, EmptyResult>("grant", AccessMessagesContext.Default.GrantRequest, AccessMessagesContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, GrantRequest request, CancellationToken cancellationToken)
    {
        var terms = AccessReader.TermsOf(request);
        return terms.IsSuccess
            ? AccessReader.Answer(await handler.GrantAsync(caller, AccessReader.SubjectOf(request), terms.Value!, cancellationToken))
            : terms.As<EmptyResult>();
    }
}

/// <summary><c>revoke</c>.</summary>
internal sealed class RevokeOperation(AccessHandler handler)
    : Operation<GrantRequest, RevokeResult>("revoke", AccessMessagesContext.Default.GrantRequest, AccessMessagesContext.Default.RevokeResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<RevokeResult>> ExecuteAsync(OperationCaller caller, GrantRequest request, CancellationToken cancellationToken)
    {
        var terms = AccessReader.TermsOf(request);
        if (!terms.IsSuccess)
        {
            return terms.As<RevokeResult>();
        }

        var outcome = await handler.RevokeAsync(caller, AccessReader.SubjectOf(request), terms.Value!, cancellationToken);
        return outcome.IsSuccess ? new RevokeResult { Revoked = outcome.Value } : outcome.As<RevokeResult>();
    }
}

/// <summary><c>block</c>.</summary>
internal sealed class BlockOperation(AccessHandler handler)
    : Operation<BlockRequest, EmptyResult>("block", AccessMessagesContext.Default.BlockRequest, AccessMessagesContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, BlockRequest request, CancellationToken cancellationToken)
        => RequestReader.TryReadTime(request.Until, out var until)
            ? AccessReader.Answer(await handler.BlockAsync(caller, request.User, request.Reason, until, cancellationToken))
            : AccessReader.NoTime;
}

/// <summary><c>unblock</c>.</summary>
internal sealed class UnblockOperation(AccessHandler handler)
    : Operation<UnblockRequest, EmptyResult>("unblock", AccessMessagesContext.Default.UnblockRequest, AccessMessagesContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, UnblockRequest request, CancellationToken cancellationToken)
        => AccessReader.Answer(await handler.UnblockAsync(caller, request.User, cancellationToken));
}

/// <summary><c>revoke_tokens</c>.</summary>
internal sealed class RevokeTokensOperation(AccessHandler handler)
    : Operation<RevokeTokensRequest, EmptyResult>("revoke_tokens", AccessMessagesContext.Default.RevokeTokensRequest, AccessMessagesContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(OperationCaller caller, RevokeTokensRequest request, CancellationToken cancellationToken)
        => RequestReader.TryReadTime(request.Until, out var until)
            ? AccessReader.Answer(await handler.RevokeTokensAsync(caller, RequestReader.TextOf(request.User), RequestReader.TextOf(request.Id), until, cancellationToken))
            : AccessReader.NoTime;
}

/// <summary>Reads requests about rules.</summary>
internal static class AccessReader
{
    /// <summary>The answer to a time that there is not.</summary>
    public static ErrorCode NoTime { get; } = InvalidField.Of("until", "must be Unix seconds; 0 is never");

    public static AccessSubject SubjectOf(GrantRequest request) => new(RequestReader.TextOf(request.User), RequestReader.TextOf(request.Role));

    public static Result<GrantTerms> TermsOf(GrantRequest request)
    {
        var operations = Operations.None;
        foreach (var name in request.Operations ?? [])
        {
            if (!OperationNames.TryFind(name, out var operation))
            {
                return InvalidField.Of("operations", $"must name one or more of {string.Join(", ", OperationNames.All)}");
            }

            operations |= operation;
        }

        return RequestReader.TryReadTime(request.Until, out var until) ? new GrantTerms(operations, request.Channels ?? [], until) : NoTime;
    }

    public static Result<EmptyResult> Answer(in Result<Unit> outcome) => outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
}
