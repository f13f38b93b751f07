using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>Says in one sentence why a server did not do what it was asked for, and what helps.</summary>
internal static class RemoteError
{
    // From here on, codes tell how a call ended, or are the application's own.
    private const int FirstCodeOfCalls = 400;

    // A job waits for who serves its method.
    private const string SubmitJob = "job";

    /// <summary>The server was not reached.</summary>
    public static CommandException OfConnection(Uri server, Exception exception) => new(ExitCodes.Unreachable, exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name {server.Host} is not known; check the address, or name another server with --server.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"No secure connection to {server} ({Innermost(exception).Message.TrimEnd('.')}); check its certificate and whether it speaks https.",
        _ when Innermost(exception) is SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"Nothing listens at {server}; start the server (`switchboard serve`), or name another with --server.",
        _ => $"{server} cannot be reached ({Innermost(exception).Message.TrimEnd('.')}); check the address and the network, or name another server with --server.",
    });

    /// <summary>The server answered with a status of HTTP that is no success.</summary>
    /// <param name="server">The server.</param>
    /// <param name="method">What was called.</param>
    /// <param name="response">The answer.</param>
    /// <param name="answer">Its body, where it holds an error.</param>
    public static CommandException OfStatus(RemoteServer server, string method, HttpResponseMessage response, JsonElement? answer) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized when server.Key is null => new(ExitCodes.Unauthorized, $"{server.Address} asks for a key of its HTTP API; give one with {KeyArguments.Variable}, --key-file or a profile."),
        HttpStatusCode.Unauthorized when server.IsToken => new(ExitCodes.Unauthorized, $"{server.Address} does not accept this token: it has expired, or is of no administrator. Sign in again, or give a key with {KeyArguments.Variable}, --key-file or a profile."),
        HttpStatusCode.Unauthorized => new(ExitCodes.Unauthorized, $"{server.Address} does not accept this key; give one of its api.keys, or one that `switchboard key create` made, with {KeyArguments.Variable}, --key-file or a profile."),
        HttpStatusCode.NotFound => new(ExitCodes.Failure, $"{server.Address} has no method '{method}'; check the address, and whether the server is a Switchboard of this version."),
        HttpStatusCode.RequestEntityTooLarge => new(ExitCodes.Refused, "The server takes no request of this size; send less, or raise its option api.maxBodyBytes."),
        >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest => new(ExitCodes.Failure, $"{server.Address} redirects to {response.Headers.Location}; name that address with --server."),
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests
            => new(ExitCodes.Unreachable, $"{server.Address} is not available now (HTTP {(int)response.StatusCode}); try again later."),
        _ when answer is { } told => OfAnswer(told, method),
        _ => new(ExitCodes.Failure, $"{server.Address} answered HTTP {(int)response.StatusCode}; check the address, and the server's log."),
    };

    /// <summary>What answers is no Switchboard.</summary>
    public static CommandException OfForeignServer(Uri server) => new(ExitCodes.Failure, $"What answers at {server} is no Switchboard; check the address.");

    /// <summary>The server answered with an error of the catalogue.</summary>
    /// <param name="answer">The object that holds the error.</param>
    /// <param name="method">What was called.</param>
    public static CommandException OfAnswer(JsonElement answer, string method = "") => new(ExitCodes.Refused, SentenceOf(answer, method)) { ErrorCode = CodeOf(answer) };

    private static uint? CodeOf(JsonElement answer)
        => answer.TryGetProperty("error", out var error) && error.TryGetProperty("code", out var value) && value.TryGetUInt32(out var code) ? code : null;

    /// <summary>The sentence about an error of the catalogue.</summary>
    /// <param name="answer">The object that holds the error.</param>
    /// <param name="method">What was called.</param>
    public static string SentenceOf(JsonElement answer, string method = "")
    {
        if (!answer.TryGetProperty("error", out var error) || !error.TryGetProperty("code", out var value) || !value.TryGetInt32(out var code))
        {
            return "The server's answer cannot be understood; check whether it is a Switchboard of this version.";
        }

        var message = error.TryGetProperty("message", out var text) ? text.GetString() : "";
        return SentenceOf(code, message, remedy: code == ErrorCodes.MethodNotFound.Code && method == SubmitJob ? "Check the method's name, and whether its namespace is configured." : null);
    }

    /// <summary>The sentence about an error of the catalogue.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="message">Its message.</param>
    /// <param name="subject">The name of what was refused, where it is to be told.</param>
    /// <param name="remedy">What helps; null for what mostly does.</param>
    public static string SentenceOf(int code, string? message, string? subject = null, string? remedy = null)
        => $"{(code < FirstCodeOfCalls ? "The server refused" : "The call failed")}{(subject is null ? "" : $" {subject}")}: {message} ({code}). {remedy ?? RemedyOf(code, message)}".TrimEnd();

    private static string RemedyOf(int code, string? message)
    {
        if (code == ErrorCodes.Internal.Code)
        {
            return "Its log has the details.";
        }

        return code switch
        {
            _ when code == ErrorCodes.UnknownChannel.Code => "Check the channel's name, or add its namespace to the server's configuration.",
            _ when code == ErrorCodes.PermissionDenied.Code => "Use a key that allows it, or allow it in the namespace.",
            _ when code == ErrorCodes.MethodNotFound.Code => "Check the method's name, whether its namespace is configured, and whether something serves it.",
            _ when code == ErrorCodes.LimitExceeded.Code && message != ErrorCodes.LimitExceeded.Message => "Keep within it, or raise the server's limit.",
            _ when code == ErrorCodes.LimitExceeded.Code => "Send less, or raise the server's limit.",
            _ when code == ErrorCodes.BadRequest.Code => "docs/http-api.md says what is taken.",
            _ when code == ErrorCodes.NotAvailable.Code && message != ErrorCodes.NotAvailable.Message => "",
            _ when code == ErrorCodes.NotAvailable.Code => "Turn it on in the namespace's options.",
            _ when code == ErrorCodes.TooManyRequests.Code => "Try again later.",
            _ when code == ErrorCodes.DeadlineExceeded.Code => "Allow more time with --deadline.",
            _ when code == ErrorCodes.WorkerLost.Code => "Whether it was carried out is not known; calls that may be repeated take --idempotent.",
            _ when code == ErrorCodes.UnrecoverablePosition.Code => "The channel's past has begun anew: leave out the position.",
            _ => "",
        };
    }

    private static Exception Innermost(Exception exception) => exception.GetBaseException();
}
