using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Catalog;
using Switchboard.Commands.Access;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>An operation that reads its request and writes its result by their types.</summary>
internal abstract class Operation<TRequest, TResult>(string name, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResult> resultType) : IOperation
    where TRequest : class
    where TResult : class
{
    /// <inheritdoc/>
    public OperationInfo Info { get; } = OperationTable.Find(name) ?? throw new ArgumentException($"The table of operations has no '{name}'.", nameof(name));

    /// <inheritdoc/>
    public JsonTypeInfo RequestType => requestType;

    /// <inheritdoc/>
    public JsonTypeInfo ResultType => resultType;

    /// <inheritdoc/>
    public virtual bool AnswersBare => false;

    /// <inheritdoc/>
    public virtual bool TakesBinary => false;

    /// <inheritdoc/>
    public async ValueTask<OperationAnswer> ExecuteAsync(OperationCaller caller, JsonElement request, CancellationToken cancellationToken)
    {
        var read = RequestParser.Read(request, requestType);
        if (!read.IsSuccess)
        {
            return new OperationAnswer(read.Error);
        }

        if (!IsInScope(caller, read.Value!))
        {
            return new OperationAnswer(ErrorCodes.PermissionDenied);
        }

        var outcome = await ExecuteAsync(caller, read.Value!, cancellationToken);
        return outcome.IsSuccess ? new OperationAnswer(outcome.Value!, resultType) : new OperationAnswer(outcome.Error, outcome.Close);
    }

    // A key that is limited to channels may do with them what names channels, and else only what its operations name.
    private bool IsInScope(OperationCaller caller, TRequest request)
    {
        if (caller.Key is not { Scope.IsEmpty: false } key)
        {
            return true;
        }

        return request is IChannelScoped scoped
            ? scoped.ScopedChannels.All(channel => channel is null || PermissionPolicy.IsInScope(key.Principal, channel))
            : key.AllowsBeyondChannels(Info.Name) || Info.Name is "batch";
    }

    /// <summary>Carries it out.</summary>
    protected abstract ValueTask<Result<TResult>> ExecuteAsync(OperationCaller caller, TRequest request, CancellationToken cancellationToken);
}
