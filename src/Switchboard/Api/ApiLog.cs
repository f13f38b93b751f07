using Microsoft.Extensions.Logging;

namespace Switchboard.Api;

/// <summary>Log messages of the HTTP API. Event ids 400 to 419.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(400, LogLevel.Error, "A call of the API method {Method} with the key '{Key}' failed. Error id {ErrorId}.")]
    public static partial void CallFailed(ILogger logger, Exception exception, string method, string key, string errorId);

    [LoggerMessage(401, LogLevel.Debug, "A request of the API from {Address} was refused: {Status}.")]
    public static partial void Refused(ILogger logger, string address, int status);
}
