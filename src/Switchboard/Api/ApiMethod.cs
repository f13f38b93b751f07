using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api;

/// <summary>A method that reads its request and writes its result by their types.</summary>
internal abstract class ApiMethod<TRequest, TResult>(string name, string summary, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResult> resultType)
    : IApiMethod
    where TRequest : class
    where TResult : class
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Summary => summary;

    /// <inheritdoc/>
    public JsonTypeInfo RequestType => requestType;

    /// <inheritdoc/>
    public JsonTypeInfo ResultType => resultType;

    /// <inheritdoc/>
    public virtual bool AnswersBare => false;

    /// <inheritdoc/>
    public async ValueTask<ApiAnswer> AnswerAsync(JsonElement parameters, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (ApiParser.TryRead(parameters, requestType) is not { } request)
        {
            return new ApiAnswer(ErrorCodes.BadRequest);
        }

        var outcome = await HandleAsync(request, key, cancellationToken);
        return outcome.IsSuccess ? new ApiAnswer(outcome.Value!, resultType) : new ApiAnswer(outcome.Error ?? ErrorCodes.Internal);
    }

    /// <summary>Carries out a call.</summary>
    protected abstract ValueTask<Result<TResult>> HandleAsync(TRequest request, ApiKeySettings key, CancellationToken cancellationToken);
}
