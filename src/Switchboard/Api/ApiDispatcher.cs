using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchboard.Api.Methods;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Results;

namespace Switchboard.Api;

/// <summary>Calls the methods by name, whichever way a call has come.</summary>
internal sealed class ApiDispatcher
{
    private readonly FrozenDictionary<string, IApiMethod> _byName;
    private readonly HubMetrics _metrics;
    private readonly ILogger<ApiDispatcher> _logger;

    public ApiDispatcher(IEnumerable<IApiMethod> methods, SettingsHolder settings, HubMetrics metrics, ILogger<ApiDispatcher> logger)
    {
        Methods = [.. methods, new BatchMethod(this, settings)];
        _byName = Methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Every method.</summary>
    public IReadOnlyList<IApiMethod> Methods { get; }

    /// <summary>Calls a method, if there is one of that name and the key allows it.</summary>
    public async ValueTask<ApiAnswer> AnswerAsync(string name, JsonElement parameters, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (!_byName.TryGetValue(name, out var method))
        {
            return new ApiAnswer(ErrorCodes.MethodNotFound);
        }

        using var activity = HubTracing.StartApi(method.Name);
        _metrics.ApiRequest(method.Name, key.Name);
        var answer = key.Allows(method.Name)
            ? await CallAsync(method, parameters, key, cancellationToken)
            : new ApiAnswer(ErrorCodes.PermissionDenied);
        if (answer.Error is not null)
        {
            _metrics.Rejected(method.Name, answer.Error);
            HubTracing.Refuse(activity, answer.Error);
        }

        return answer;
    }

    private async ValueTask<ApiAnswer> CallAsync(IApiMethod method, JsonElement parameters, ApiKeySettings key, CancellationToken cancellationToken)
    {
        try
        {
            return await method.AnswerAsync(parameters, key, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var error = InternalError.Create(out var errorId);
            ApiLog.CallFailed(_logger, exception, method.Name, key.Name, errorId);
            return new ApiAnswer(error);
        }
    }
}
