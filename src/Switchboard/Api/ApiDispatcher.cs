using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchboard.Catalog;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Results;

namespace Switchboard.Api;

/// <summary>Carries out operations for services, if their key allows it, whichever way a call has come.</summary>
internal sealed class ApiDispatcher(OperationDispatcher operations, ApiRates rates, HubMetrics metrics, ILogger<ApiDispatcher> logger)
{
    /// <summary>Every operation that services may call.</summary>
    public IReadOnlyList<IOperation> Operations { get; } = [.. operations.All.Where(static operation => operation.Info.Callers.HasFlag(OperationCallers.Services))];

    /// <summary>Carries an operation out, if there is one of that name and the key allows it.</summary>
    public async ValueTask<OperationAnswer> AnswerAsync(string name, JsonElement parameters, ApiKeySettings key, string address, CancellationToken cancellationToken)
    {
        if (operations.Find(name, OperationCallers.Services) is not { } operation)
        {
            return new OperationAnswer(ErrorCodes.MethodNotFound);
        }

        using var activity = HubTracing.StartApi(name);
        metrics.ApiRequest(name, key.Name);
        var answer = await DecideAsync(operation, parameters, key, address, cancellationToken);
        if (answer.Error is not null)
        {
            metrics.Rejected(name, answer.Error);
            HubTracing.Refuse(activity, answer.Error);
        }

        return answer;
    }

    private ValueTask<OperationAnswer> DecideAsync(IOperation operation, JsonElement parameters, ApiKeySettings key, string address, CancellationToken cancellationToken)
    {
        if (!key.Allows(operation.Info.Name))
        {
            operations.Refuse(operation, OperationCaller.Of(key) with { Address = address }, parameters);
            return ValueTask.FromResult(new OperationAnswer(ErrorCodes.PermissionDenied with
            {
                Message = $"{ErrorCodes.PermissionDenied.Message}: this key may not call {operation.Info.Name}",
            }));
        }

        return rates.Call(key, operation.Info.Name) is > 0 and var wait
            ? ValueTask.FromResult(new OperationAnswer(ErrorCodes.TooManyRequests) { RetryAfterSeconds = wait })
            : ExecuteAsync(operation, parameters, key, address, cancellationToken);
    }

    private async ValueTask<OperationAnswer> ExecuteAsync(IOperation operation, JsonElement parameters, ApiKeySettings key, string address, CancellationToken cancellationToken)
    {
        try
        {
            return await operations.ExecuteAsync(operation, OperationCaller.Of(key) with { Address = address }, parameters, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (InternalError.FindAnswer(exception) is { } answer)
            {
                return new OperationAnswer(answer);
            }

            var error = InternalError.Create(out var errorId);
            ApiLog.CallFailed(logger, exception, operation.Info.Name, key.Name, errorId);
            return new OperationAnswer(error);
        }
    }
}
