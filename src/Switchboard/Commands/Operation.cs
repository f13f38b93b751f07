using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Catalog;
using Switchboard.Results;

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

        var outcome = await ExecuteAsync(caller, read.Value!, cancellationToken);
        return outcome.IsSuccess ? new OperationAnswer(outcome.Value!, resultType) : new OperationAnswer(outcome.Error, outcome.Close);
    }

    /// <summary>Carries it out.</summary>
    protected abstract ValueTask<Result<TResult>> ExecuteAsync(OperationCaller caller, TRequest request, CancellationToken cancellationToken);
}
